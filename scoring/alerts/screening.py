"""Whom one contact more can give an alert: only they are looked at.

Only a contact that is new, unrestricted, and of records that stay where they were can be told by counting. Whatever
else becomes known (a correction, a merge, somebody's decision) is looked into.
"""

from collections.abc import Collection
from typing import NamedTuple

from scoring.alerts.added import Added
from scoring.alerts.assessing import NEVER, Target, read_rules
from scoring.alerts.ceiling import add_contact
from scoring.alerts.concerned import find_targets, list_named
from scoring.alerts.episodes import ENDED
from scoring.alerts.rules import RuleSet
from scoring.alerts.sieve import sieve
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, names_place
from scoring.state import keys
from scoring.state.area import Draft, Stock
from scoring.state.documents import AddressRecord, Alerts, Ceiling, Clock, Contact, Watch
from scoring.state.keys import Key, Subject
from streams.codes.alerts import AlertSubject

_SUBJECTS = {
    Subject.PERSON: (AlertSubject.PERSON.value,),
    Subject.ADDRESS: (AlertSubject.ADDRESS.value, AlertSubject.HOUSEHOLD.value),
}


class Screened(NamedTuple):
    """``wary``: who is to be looked at. ``calm``: whom the contact gives no alert, under any rule there is."""

    wary: Collection[Target]
    calm: Collection[Target]


def screen(draft: Draft, added: Added, concerned: Collection[Target]) -> Screened:
    """Also of the other homes of whoever is concerned, as far as they are known. Keeps the ceilings of the calm. Who is
    concerned and not named by the contact is so by what it says of a case. Raises :class:`NotLoaded`."""
    rules, clock = read_rules(draft), draft.document(keys.CLOCK, Clock)
    if clock is None or not rules.version:
        return Screened(concerned, ())
    draft.need([key for target in concerned for key in reads_of(target)])
    named = find_targets(draft, list_named(added.contact)).intersection(concerned)
    held = {target: _raise(draft, target, added) for target in named}
    others = {target: draft.document(keys.ceiling(*target), Ceiling) for target in concerned if target not in named}
    homes = {home for ceiling in (*held.values(), *others.values()) if ceiling for home in ceiling.homes}
    further = {*others, *find_targets(draft, [(Subject.ADDRESS, home) for home in homes])}.difference(named)
    draft.need([key for target in further for key in reads_of(target)])
    for each in further:
        # That may be one more than counts there: a person's home is not always told from where a case was.
        own = draft.document(keys.ceiling(*each), Ceiling)
        held[each] = add_contact(own, added.contact, None, None) if own else None
    calm = {each: own for each, own in held.items() if own and not may_alert(draft, each, own, rules, clock)}
    for target, ceiling in calm.items():
        draft.put(keys.ceiling(*target), ceiling)
        # Who was here before may have left an alert that has ended, and waits to be forgotten.
        if target in added.born and draft.document(keys.alerts(*target), Alerts) is None:
            draft.score(keys.agenda(rules.version), str(target), NEVER)
    return Screened(held.keys() - calm.keys(), calm)


def screen_due(draft: Draft, due: Collection[Target]) -> Screened:
    """Of those whose time has come: nobody of whom there is no alert, and for whom no rule can hold any more, is looked
    at. Raises :class:`NotLoaded`."""
    rules, clock = read_rules(draft), draft.document(keys.CLOCK, Clock)
    if clock is None or not rules.version:
        return Screened(due, ())
    draft.need([key for target in due for key in reads_of(target)])
    calm = {target for target in due if _is_calm(draft, target, rules, clock)}
    for target in calm:
        draft.score(keys.agenda(rules.version), str(target), NEVER)
    return Screened([target for target in due if target not in calm], calm)


def _is_calm(draft: Draft, target: Target, rules: RuleSet, clock: Clock) -> bool:
    held = draft.document(keys.ceiling(*target), Ceiling)
    if held is None or draft.document(keys.alerts(*target), Alerts):
        return False
    return not may_alert(draft, target, held, rules, clock)


def reads_of(target: Target) -> tuple[Key, Key]:
    return keys.alerts(*target), keys.ceiling(*target)


def _raise(draft: Draft, target: Target, added: Added) -> Ceiling | None:
    """The ceiling of somebody concerned, with the contact under it."""
    contact = added.contact
    held = Ceiling({}) if target in added.born else draft.document(keys.ceiling(*target), Ceiling)
    if held is None:
        return None
    if target.subject is Subject.PERSON:
        return add_contact(held, contact, contact.address or None, None)
    draft.need([keys.record(Subject.ADDRESS, contact.address), keys.watch(contact.address)])
    place = draft.document(keys.record(Subject.ADDRESS, contact.address), AddressRecord)
    watch = draft.document(keys.watch(contact.address), Watch)
    if place is None or not names_place(place.statement) or (watch and watch.until and held.watched is None):
        return None
    resident = find_person(draft, contact)
    # Of somebody who is new here, but not new, there may be contacts elsewhere.
    if resident and resident not in held.living and Target(Subject.PERSON, resident) not in added.born:
        return None
    return add_contact(held, contact, None, resident)


def find_person(view: Draft | Stock, contact: Contact) -> EntityId | None:
    if not contact.person:
        return None
    held = view.document(keys.record(Subject.PERSON, contact.person), SHAPES[Subject.PERSON])
    return held.entity if held else None


def may_alert(view: Draft | Stock, target: Target, ceiling: Ceiling, rules: RuleSet, clock: Clock) -> bool:
    alerts = view.document(keys.alerts(*target), Alerts)
    if alerts and not _has_settled(alerts, clock):
        return True
    return sieve(rules, _SUBJECTS[target.subject]).lets_through(ceiling, clock.at)


def _has_settled(alerts: Alerts, clock: Clock) -> bool:
    """Whether all have ended, and did not only since the latest tick: a contact may then take that back."""
    known = alerts.current if clock.at > alerts.at else (*alerts.settled, *alerts.current)
    return all(alert.state in ENDED for alert in known)
