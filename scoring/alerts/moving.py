"""Alerts go with whom they are about. An entity is named after the record that was first attested, so whoever turns
out to have been met earlier, or to be one with somebody who was, is named otherwise from then on: what was raised about
them stays raised, and what was answered is answered.

An alert belongs to whoever the record is of now that it was raised under, whatever way that came about. Where that
record is no more, its heir has it (:mod:`scoring.alerts.kin`); where there is none, it goes back to that name, of which
there is nothing left, and ends there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from scoring.alerts.assessing import Target, find_stood, index, put_in_order
from scoring.alerts.kin import is_lent
from scoring.linkage.components import SHAPES
from scoring.linkage.heirs import find_first
from scoring.linkage.records import EntityId, RecordId
from scoring.linkage.settling import LinkNews
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Alert, Alerts, Answers, Clock, Entity

# By record, under which name it is now; a record that is no more has none.
Homes = Mapping[str, str]


class Left(NamedTuple):
    """Who was left by some of their ``records``, and where those are."""

    target: Target
    records: Collection[str]
    homes: Homes


def list_left(news: Iterable[object]) -> Iterator[Left]:
    """A record that is there again, with somebody else, has left who was named after it."""
    for each in news:
        if isinstance(each, LinkNews):
            homes = {record: name for name, records in each.after.items() for record in records}
            left = [name for name, records in each.before.items() if any(homes.get(one) != name for one in records)]
            known = {record for records in each.before.values() for record in records}
            left += [record for record, name in homes.items() if record not in known and record != name]
            for name in dict.fromkeys(left):
                yield Left(Target(each.subject, EntityId(name)), each.before.get(name, ()), homes)


def move(draft: Draft, left: Iterable[Left], aged: bool = False) -> set[Target]:
    """Carries alerts and the answers to them; from whom and to whom, who have to be looked at. Nothing is told of it.
    ``aged``: what has gone went by its age. Raises :class:`NotLoaded`."""
    clock, moved = draft.document(keys.CLOCK, Clock), set[Target]()
    if clock is None:
        return moved
    for target, records, homes in left:
        for alert in _read(draft, target, clock).settled:
            founder = EntityId(alert.founder or target.entity)
            if aged and founder in records and founder not in homes:
                left_over = [RecordId(one) for one in records if one in homes]
                founder = EntityId(find_first(draft, target.subject, left_over) or founder)
            home = _find_home(draft, target, founder, alert)
            if home != target or founder != (alert.founder or target.entity):
                _carry(draft, clock, target, home, msgspec.structs.replace(alert, founder=founder))
                moved |= {target, home}
    return moved


def settle_lent(draft: Draft, due: Iterable[Target]) -> set[Target]:
    """At a tick: those of these who have an alert that was raised under the record of another, and who keeps it. Raises
    :class:`NotLoaded`."""
    clock, looked, named = draft.document(keys.CLOCK, Clock), set[Target](), [*due]
    draft.need([keys.alerts(*target) for target in named])
    held = [(target, draft.document(keys.alerts(*target), Alerts)) for target in named]
    found = [(target, alerts) for target, alerts in held if alerts]
    draft.need([keys.entity(*target) for target, _ in found])
    for target, alerts in found:
        entity = draft.document(keys.entity(*target), Entity)
        # What was answered since is heard anew: by what it rests on with whoever keeps it.
        stood = {alert.id: alert for alert in alerts.settled}
        for alert in alerts.current:
            if clock and is_lent(alert, entity):
                looked |= {target, _settle(draft, clock, target, stood.get(alert.id, alert))}
    return looked


def _settle(draft: Draft, clock: Clock, target: Target, alert: Alert) -> Target:
    is_back = draft.document(keys.record(target.subject, RecordId(alert.founder)), SHAPES[target.subject])
    founder = alert.founder if is_back else EntityId(find_first(draft, target.subject, alert.kin) or alert.founder)
    home = _find_home(draft, target, founder, alert)
    _carry(draft, clock, target, home, msgspec.structs.replace(alert, founder=founder))
    # Whoever answered meanwhile may have seen it under the name of one that is no more.
    for name in (alert.founder, *map(EntityId, alert.kin)):
        seen = target._replace(entity=name)
        if seen != home:
            draft.need([keys.answers(*seen), keys.answers(*home)])
            _carry_answers(draft, seen, home, alert.id)
    return home


def _find_home(draft: Draft, target: Target, founder: EntityId, alert: Alert) -> Target:
    """Who has the record, or who takes it over as things are; of nobody, under its own name."""
    subject, shape = target.subject, SHAPES[target.subject]
    held = draft.document(keys.record(subject, RecordId(founder)), shape)
    # Mostly the record is there, and nobody else is asked for.
    if held is None and (heir := find_first(draft, subject, alert.kin)):
        held = draft.document(keys.record(subject, heir), shape)
    return target._replace(entity=held.entity if held else founder)


def _read(draft: Draft, target: Target, clock: Clock) -> Alerts:
    """As of the latest tick, whenever somebody was looked at last."""
    held = draft.document(keys.alerts(*target), Alerts)
    return Alerts(clock.at, find_stood(held, clock), held.current) if held else Alerts(clock.at, (), ())


def _carry(draft: Draft, clock: Clock, source: Target, home: Target, alert: Alert) -> None:
    """As it stood at the latest tick, and as it stands."""
    draft.need([keys.alerts(*home), keys.answers(*source), keys.answers(*home)])
    taken = _read(draft, source, clock)
    now = [msgspec.structs.replace(one, founder=alert.founder) for one in taken.current if one.id == alert.id]
    settled, current = ([one for one in each if one.id != alert.id] for each in (taken.settled, taken.current))
    _put(draft, clock, source, settled, current)
    given = _read(draft, home, clock)
    _put(draft, clock, home, [*given.settled, alert], [*given.current, *now])
    for one in now:
        index(draft, source, one.id, one, None)
        index(draft, home, one.id, None, one)
    if home != source:
        _carry_answers(draft, source, home, alert.id)


def _put(draft: Draft, clock: Clock, target: Target, settled: list[Alert], current: list[Alert]) -> None:
    alerts = Alerts(clock.at, put_in_order(settled), put_in_order(current)) if settled or current else None
    draft.put(keys.alerts(*target), alerts)


def _carry_answers(draft: Draft, source: Target, home: Target, alert: str) -> None:
    held, given = (draft.document(keys.answers(*target), Answers) for target in (source, home))
    if held is None or not (carried := held.to(alert)):
        return
    left = tuple(answer for answer in held.answers if answer.alert != alert)
    for target, answers in ((source, left), (home, tuple(sorted({*carried, *(given.answers if given else ())})))):
        key = keys.answers(*target)
        draft.put(key, Answers(answers) if answers else None)
        draft.score(keys.AGES, key, answers[-1].recorded if answers else None)
