"""Alerts go with whom they are about. An entity is named after the record that was first attested, so whoever turns
out to have been met earlier, or to be one with somebody who was, is named otherwise from then on: what was raised about
them stays raised, and what was answered is answered.

An alert belongs to whoever the record is of now that it was raised under, whatever way that came about. Where that
record is no more, it goes back to that name, of which there is nothing left, and is withdrawn.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from scoring.alerts.assessing import Target, find_stood, index, put_in_order
from scoring.linkage.records import EntityId
from scoring.linkage.settling import LinkNews
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Alert, Alerts, Answers, Clock

# By record, under which name it is now; a record that is no more has none.
Homes = Mapping[str, str]


def list_left(news: Iterable[object]) -> Iterator[tuple[Target, Homes]]:
    """Who was left by some of their records, and where those are. A record that is there again, with somebody else, has
    left who was named after it."""
    for each in news:
        if isinstance(each, LinkNews):
            homes = {record: name for name, records in each.after.items() for record in records}
            left = [name for name, records in each.before.items() if any(homes.get(one) != name for one in records)]
            known = {record for records in each.before.values() for record in records}
            left += [record for record, name in homes.items() if record not in known and record != name]
            yield from ((Target(each.subject, EntityId(name)), homes) for name in dict.fromkeys(left))


def move(draft: Draft, left: Iterable[tuple[Target, Homes]]) -> set[Target]:
    """Carries alerts and the answers to them; from whom and to whom, who have to be looked at. Nothing is told of it.
    Raises :class:`NotLoaded`."""
    clock, moved = draft.document(keys.CLOCK, Clock), set[Target]()
    if clock is None:
        return moved
    for target, homes in left:
        for alert in _read(draft, target, clock).settled:
            founder = alert.founder or target.entity
            home = target._replace(entity=EntityId(homes.get(founder, founder)))
            if home != target:
                _carry(draft, clock, target, home, msgspec.structs.replace(alert, founder=founder))
                moved |= {target, home}
    return moved


def _read(draft: Draft, target: Target, clock: Clock) -> Alerts:
    """As of the latest tick, whenever somebody was looked at last."""
    held = draft.document(keys.alerts(*target), Alerts)
    return Alerts(clock.at, find_stood(held, clock), held.current) if held else Alerts(clock.at, (), ())


def _carry(draft: Draft, clock: Clock, source: Target, home: Target, alert: Alert) -> None:
    """As it stood at the latest tick, and as it stands."""
    draft.need([keys.alerts(*home), keys.answers(*source), keys.answers(*home)])
    taken, given = _read(draft, source, clock), _read(draft, home, clock)
    now = [msgspec.structs.replace(one, founder=alert.founder) for one in taken.current if one.id == alert.id]
    settled, current = ([one for one in each if one.id != alert.id] for each in (taken.settled, taken.current))
    for target, *alerts in ((source, settled, current), (home, [*given.settled, alert], [*given.current, *now])):
        stands = Alerts(clock.at, *map(put_in_order, alerts)) if any(alerts) else None
        draft.put(keys.alerts(*target), stands)
    for one in now:
        index(draft, source, one.id, one, None)
        index(draft, home, one.id, None, one)
    _carry_answers(draft, source, home, alert.id)


def _carry_answers(draft: Draft, source: Target, home: Target, alert: str) -> None:
    held, given = (draft.document(keys.answers(*target), Answers) for target in (source, home))
    if held is None or not (carried := held.to(alert)):
        return
    left = tuple(answer for answer in held.answers if answer.alert != alert)
    for target, answers in ((source, left), (home, tuple(sorted({*carried, *(given.answers if given else ())})))):
        key = keys.answers(*target)
        draft.put(key, Answers(answers) if answers else None)
        draft.score(keys.AGES, key, answers[-1].recorded if answers else None)
