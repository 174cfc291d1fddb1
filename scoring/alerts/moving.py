"""Alerts go with whom they are about. An entity is named after the record that was first attested, so whoever turns
out to have been met earlier, or to be one with somebody who was, is named otherwise from then on: what was raised about
them stays raised, and what was answered is answered.

An alert belongs to whoever the record is of now that it was raised under, whatever way that came about. Where that
record is no more, it goes back to that name, of which there is nothing left, and is withdrawn.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

import msgspec

from scoring.alerts.assessing import Target, find_stood, index
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId
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
    """Carries alerts and the answers to them; about whom, who have to be looked at. Nothing is told of it. Of two of
    one rule that come together, that of the record that was attested first stays, and the other goes back to its name.
    Raises :class:`NotLoaded`."""
    clock, moved = draft.document(keys.CLOCK, Clock), set[Target]()
    if clock is None:
        return moved
    carrier = _Carrier(draft, clock)
    for target, homes in left:
        for alert in carrier.read(target).settled:
            founder = _find_founder(target, alert)
            home = founder._replace(entity=EntityId(homes.get(founder.entity, founder.entity)))
            if home != target:
                moved |= carrier.seat(target, home, alert)
    return moved


def _find_founder(target: Target, alert: Alert) -> Target:
    return target._replace(entity=alert.founder or target.entity)


@dataclass(frozen=True, slots=True)
class _Carrier:
    draft: Draft
    clock: Clock

    def read(self, target: Target) -> Alerts:
        """As of the latest tick, whenever somebody was looked at last."""
        held = self.draft.document(keys.alerts(*target), Alerts)
        return Alerts(self.clock.at, find_stood(held, self.clock), held.current) if held else Alerts(0.0, (), ())

    def seat(self, source: Target, home: Target, alert: Alert) -> set[Target]:
        moved = set[Target]()
        for rival in [one for one in self.read(home).settled if one.rule == alert.rule]:
            if self._rank(home, rival) < self._rank(source, alert):
                return self._carry(source, _find_founder(source, alert), alert)
            moved |= self._carry(home, _find_founder(home, rival), rival)
        return moved | self._carry(source, home, alert)

    def _rank(self, target: Target, alert: Alert) -> tuple[float, str]:
        """As entities are named."""
        subject, founder = _find_founder(target, alert)
        held = self.draft.document(keys.record(subject, RecordId(founder)), SHAPES[subject])
        return (held.first if held else inf), founder

    def _carry(self, source: Target, home: Target, alert: Alert) -> set[Target]:
        if source == home:
            return {home}
        self.draft.need([keys.answers(*source), keys.answers(*home)])
        founder = _find_founder(source, alert).entity
        taken, given = self.read(source), self.read(home)
        settled = msgspec.structs.replace(alert, founder=founder)
        current = [msgspec.structs.replace(one, founder=founder) for one in taken.current if one.id == alert.id]
        self._put(source, *([one for one in each if one.id != alert.id] for each in (taken.settled, taken.current)))
        self._put(home, [*given.settled, settled], [*given.current, *current])
        for one in current:
            index(self.draft, source, one.id, one, None)
            index(self.draft, home, one.id, None, one)
        self._carry_answers(source, home, alert.id)
        return {source, home}

    def _put(self, target: Target, settled: list[Alert], current: list[Alert]) -> None:
        ranked = (tuple(sorted(each, key=lambda one: one.rule)) for each in (settled, current))
        stands = Alerts(self.clock.at, *ranked) if settled or current else None
        self.draft.put(keys.alerts(*target), stands)

    def _carry_answers(self, source: Target, home: Target, alert: str) -> None:
        held, given = (self.draft.document(keys.answers(*target), Answers) for target in (source, home))
        if held is None or not (carried := held.to(alert)):
            return
        left = tuple(answer for answer in held.answers if answer.alert != alert)
        for target, answers in ((source, left), (home, tuple(sorted({*carried, *(given.answers if given else ())})))):
            key = keys.answers(*target)
            self.draft.put(key, Answers(answers) if answers else None)
            self.draft.score(keys.AGES, key, answers[-1].recorded if answers else None)
