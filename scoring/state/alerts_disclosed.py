"""What may be told of alerts, and of which of them.

An alert rests on what was known when it was raised; somebody may be restricted since, or linkage may join otherwise
without those whom nobody is told of. So an alert is told in the world that the pages of persons and addresses are told
in:

- where all that it rested on is on that page too, it is told as it was raised, unless more contacts could make its rule
  fail (a silence, a run of missed appointments) and somebody is withheld: then there may be some on the page;
- where that is otherwise, and it is open, it is told anew from what may be told; where its rule does not hold by that,
  it is not told at all;
- where it has ended, it is told with what was corrected left out, and not at all when anything is withheld.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.alerts.rules import Rule
from scoring.alerts.wording import blunt
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_person
from scoring.linkage.records import EntityId
from scoring.state.alerts_held import Held
from scoring.state.alerts_known import Known, name_events, read_known, records_of
from scoring.state.alerts_retold import find_rule, retell
from scoring.state.documents import Because, Contact
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import group, introduce
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator
from streams.contract import EventKey

# So many of the events that a finding rests on are kept at most; whether others may be told is not known.
_KEPT = 50
_GROWING = frozenset(
    {RuleIndicator.CONTACTS, RuleIndicator.AGENCIES_ACTIVE, RuleIndicator.ADDRESSES_SEEN, RuleIndicator.WATCHED}
)
Contacts = Mapping[EventKey, Contact]


@dataclass(frozen=True, slots=True)
class Grounds:
    """``contacts`` by the names that ``because`` has for them. ``retold``: as it stands now, not as it was raised.
    ``gone``: how many contacts it rested on that are not on record there any more, of which ``parted`` are those of
    somebody else, as said; and which agencies ``corrected`` the others, as far as that is known."""

    because: tuple[Because, ...]
    contacts: Contacts
    retold: bool = False
    gone: int = 0
    parted: int = 0
    corrected: tuple[Agency, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosed:
    """``entity`` is as the page of the person or address is named. ``restricted``: no address may be told."""

    held: Held
    entity: EntityId
    about: PersonParticulars | AddressParticulars
    restricted: bool
    grounds: Grounds


async def disclose(shelf: Shelf, held: Sequence[Held]) -> tuple[list[Disclosed], Known]:
    """Those that may be told, in their order. Cost: some fifteen round trips, and four for each that is told anew."""
    known = await read_known(shelf, held)
    told = [await _disclose(shelf, known, one) for one in held]
    return [one for one in told if one is not None], known


async def _disclose(shelf: Shelf, known: Known, held: Held) -> Disclosed | None:
    entity = _choose(shelf, known, held)
    if entity is None:
        return None
    restricted = held.target.subject is Subject.PERSON and entity in known.people.people.restricted
    grounds = await _tell(shelf, known, held, entity)
    if grounds is None:
        return None
    if restricted:
        grounds = replace(grounds, because=tuple(map(blunt, grounds.because)))
    return Disclosed(held, entity, _introduce(known, held.target.subject, entity), restricted, grounds)


def _choose(shelf: Shelf, known: Known, held: Held) -> EntityId | None:
    """What linkage holds together may be told as several: then the one with most of what the alert rests on."""
    names = known.names(held.target.subject)
    candidates = sorted({names[record] for record in records_of(shelf, held) if record in names})
    rests_on = [contact for event in set(name_events(held)) if (contact := known.standing.get(event))]
    here = Counter({one: sum(known.belongs(held, one, contact) for contact in rests_on) for one in candidates})
    return max(candidates, key=lambda one: here[one], default=None)


async def _tell(shelf: Shelf, known: Known, held: Held, entity: EntityId) -> Grounds | None:
    events = set(name_events(held))
    standing = {event: contact for event in events if (contact := known.standing.get(event))}
    here = {event: contact for event, contact in standing.items() if known.belongs(held, entity, contact)}
    whole = all(len(because.events) < _KEPT for because in held.alert.because)
    sure = known.open_to_all or _only_grows(find_rule(shelf, held.alert.rule))
    if len(here) == len(events) and (held.ended or (whole and sure)):
        return Grounds(held.alert.because, here)
    if held.ended:
        return _tell_ended(known, held, standing, here)
    retold = await retell(shelf, known, held, entity)
    return Grounds(*retold, retold=True) if retold else None


def _only_grows(rule: Rule | None) -> bool:
    """Whether no further contact could make the rule fail."""
    return rule is not None and all(one.indicator in _GROWING and one.at_most is None for one in rule.when)


def _tell_ended(known: Known, held: Held, standing: Contacts, here: Contacts) -> Grounds | None:
    if not all(known.may_tell(held.target.subject, contact) for contact in standing.values()):
        return None
    gone = len(set(name_events(held))) - len(here)
    left = {event: contact for event, contact in standing.items() if event not in here}
    rectified = [contact for event, contact in left.items() if event in known.rectified]
    corrected = _find_correctors(held, standing, rectified)
    return Grounds(held.alert.because, here, gone=gone, parted=len(left) - len(rectified), corrected=corrected)


def _find_correctors(held: Held, standing: Contacts, rectified: Iterable[Contact]) -> tuple[Agency, ...]:
    """Of what was erased nothing is left, not even whose it was: it was an agency's whose contacts are not all there.
    An agency corrects its own records only."""
    found = {contact.agency for contact in rectified}
    left = {contact.agency for contact in standing.values()}
    for because in held.alert.because:
        if any(event not in standing for event in because.events):
            found |= {*because.agencies} - left if len(because.agencies) > 1 else {*because.agencies}
    return tuple(agency for agency in Agency if agency.value in found)


def _introduce(known: Known, subject: Subject, entity: EntityId) -> PersonParticulars | AddressParticulars:
    records = group(known.names(subject))[entity]
    if subject is Subject.PERSON:
        return introduce_person(known.people.records[record].statement for record in records)
    return introduce(known.addresses.records[record] for record in records)


def list_contacts(grounds: Grounds, events: Iterable[EventKey]) -> list[Contact]:
    return [grounds.contacts[event] for event in events if event in grounds.contacts]
