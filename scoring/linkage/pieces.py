"""Which records to cluster anew, without looking at all that hang together with them.

In a crowd not everybody is averaged with everybody (see :mod:`scoring.linkage.clustering`): a record's *piece* is all
that ties lead to from it, above the lowest bar at which that is no crowd. A piece is found from any of its records,
and the search ends at the first record too many. So a record costs about the same among two hundred of its like and
among two hundred thousand.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from scoring.linkage import clustering
from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.components import SHAPES, Component, View, visit
from scoring.linkage.crowds import list_bars
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.keys import Key, Subject

T = TypeVar("T")
Found = Generator[list[Key], None, set[RecordId] | None]
# Pairs, by record: with whom it is in one.
Paired = Mapping[RecordId, Collection[RecordId]]
# Above all bars: what a person confirmed.
_WORD = 1 << 30


@dataclass(slots=True)
class Ground:
    """What was looked at so far; ``close`` are, by record, those it is tied to."""

    view: View
    subject: Subject
    threshold: int
    seen: Component = field(default_factory=Component)
    close: dict[RecordId, set[RecordId]] = field(default_factory=dict)
    # The highest bar at which a record is known to be in a crowd: with all ties, and without those that are shaken.
    crowded: tuple[dict[RecordId, int], dict[RecordId, int]] = field(default_factory=lambda: ({}, {}))
    # The lowest bar at which a record is known to be in none, shaken ties left out.
    clear: dict[RecordId, int] = field(default_factory=dict)
    # By a bar, whether shaken ties were left out, and a record: whom ties from that bar up lead to.
    reached: dict[tuple[int, bool], dict[RecordId, set[RecordId]]] = field(default_factory=dict)
    # Of a record that was asked for over a bar its ties, the strongest first, and of each how far it is below nought.
    _ranked: dict[RecordId, tuple[list[RecordId], list[float]]] = field(default_factory=dict)

    def look(self, records: Iterable[RecordId]) -> Generator[list[Key], None, None]:
        close, subject = self.close, self.subject
        fresh = [record for record in records if record not in close]
        if fresh:
            named = [keys.linking(subject, record) for record in fresh]
            yield list(chain.from_iterable(named))
            view, shape, threshold, seen = self.view, SHAPES[subject], self.threshold, self.seen
            for record, read in zip(fresh, named, strict=True):
                close[record] = visit(view, shape, threshold, record, read, seen)

    def near_any(self, records: Collection[RecordId], bar: int, without: Paired) -> set[RecordId]:
        """Over ties from ``bar`` up. Whom a person named need not be there: they must have been looked at."""
        if bar <= self.threshold and not without and not self.seen.verdicts:
            return set().union(*[self.close[record] for record in records])
        return set().union(*[self._near(record, bar, without) for record in records])

    def _near(self, record: RecordId, bar: int, without: Paired) -> Collection[RecordId]:
        tied = self.close[record] if bar <= self.threshold else self._tied(record, bar)
        if record in without:
            tied = set(tied).difference(without[record])
        missing = self.named(record) - self.seen.records.keys() if self.seen.verdicts else None
        return set(tied) - missing if missing else tied

    def named(self, record: RecordId) -> set[RecordId]:
        """Those of its ties that no evidence makes, but a person."""
        return self.close[record] - self.seen.evidence.get(record, {}).keys()

    def weigh(self, one: RecordId, other: RecordId) -> float:
        return _WORD if self.seen.verdicts.get(pair_of(one, other)) else self.seen.evidence[one][other]

    def crowd(self, records: Iterable[RecordId], bar: int, shaken: bool) -> None:
        """Over ties from ``bar`` up these are in a crowd, even without the shaken ties where ``shaken`` says so."""
        known = self.crowded[shaken]
        known.update((record, max(bar, known.get(record, bar))) for record in records)

    def crowded_at(self, record: RecordId, shaken: bool) -> int:
        """The highest bar at which it is known to be in a crowd, or less than any. Ties that come on top make no crowd
        smaller."""
        nowhere = self.threshold - 1
        return max(known.get(record, nowhere) for known in self.crowded[shaken:])

    def part(self, records: Collection[RecordId], tied: bool) -> Component:
        seen = self.seen
        if len(records) == len(seen.records):
            return Component(seen.records, seen.evidence, seen.verdicts, tied, seen.ties, seen.judged)
        held = {record: seen.records[record] for record in records}
        evidence = {record: seen.evidence[record] for record in held}
        return Component(held, evidence, seen.verdicts, tied, seen.ties, seen.judged)

    def _tied(self, record: RecordId, bar: int) -> list[RecordId]:
        others, below = self._ranked.get(record) or self._ranked.setdefault(record, self._rank(record))
        return others[: bisect_right(below, -bar)]

    def _rank(self, record: RecordId) -> tuple[list[RecordId], list[float]]:
        tied, weights = self.close[record], self.seen.evidence[record]
        if self.seen.verdicts:
            weights = {other: self.weigh(record, other) for other in tied}
        others = sorted(tied, key=weights.__getitem__, reverse=True)
        return others, [-weights[other] for other in others]


def gather(
    view: View, subject: Subject, threshold: int, at: Iterable[RecordId], shaken: Collection[Pair]
) -> Generator[list[Key], None, list[Component]]:
    """In parts that have nothing to do with each other, all records that may stand with others than before, now that
    the evidence of ``shaken`` is another. ``at`` has one record at least of each of these pairs. Yields, ring by ring,
    the keys to read before it goes on.
    """
    ground, start = Ground(view, subject, threshold), set(at)
    together = yield from _spread(ground, start, threshold, {})
    if together is not None:
        return [ground.part(together, len(start) == 1)]
    # Whoever stands with others now was, but for the shaken pairs, in one piece with somebody of such a pair.
    without = _pair_up(shaken)
    ends = yield from _find_ends(ground, start, without)
    touched = yield from _find_pieces(ground, ends, without)
    pieces = yield from _find_pieces(ground, {record for piece in touched for record in piece}, {})
    return [ground.part(piece, True) for piece in pieces]


def _pair_up(pairs: Iterable[Pair]) -> Paired:
    paired: defaultdict[RecordId, set[RecordId]] = defaultdict(set)
    for one, other in pairs:
        paired[one].add(other)
        paired[other].add(one)
    return dict(paired)


def _find_ends(ground: Ground, at: set[RecordId], shaken: Paired) -> Generator[list[Key], None, set[RecordId]]:
    """Without those for whom a shaken tie is weaker than what holds their piece together."""
    yield from ground.look(at)
    ends, bars = set(at), list_bars(ground.threshold)
    asked = sorted(
        (bars[bisect_right(bars, ground.weigh(record, other)) - 1], other)
        for record in at
        for other in ground.close[record].intersection(shaken.get(record, ()))
    )
    for bar, other in _by_halves(asked):
        # Whoever is certain to be one of a crowd stays with it, and whoever comes, joins.
        if other not in ends and (bar == bars[-1] or not (yield from _is_crowded(ground, other, bar, shaken))):
            ends.add(other)
    return ends


def _by_halves(ranked: Sequence[T]) -> Iterator[T]:
    """The middle, then the middles of what is before and behind it, and so on: what holds for one holds for all on one
    side of it, so that few have to be looked into.

    >>> list(_by_halves("abcdefg"))
    ['d', 'b', 'f', 'a', 'c', 'e', 'g']
    """
    spans = [(0, len(ranked))]
    for low, high in spans:
        if low < high:
            middle = (low + high) // 2
            yield ranked[middle]
            spans += (low, middle), (middle + 1, high)


def _is_crowded(ground: Ground, record: RecordId, bar: int, without: Paired) -> Generator[list[Key], None, bool]:
    if ground.clear.get(record, bar + 1) <= bar:
        return False
    reached = yield from _reach(ground, record, bar, without)
    ground.clear.update((other, min(bar, ground.clear.get(other, bar))) for other in reached or ())
    return reached is None


def _find_pieces(
    ground: Ground, records: Iterable[RecordId], without: Paired
) -> Generator[list[Key], None, list[set[RecordId]]]:
    """All pieces in which any of the records is."""
    pieces: list[set[RecordId]] = []
    placed: set[RecordId] = set()
    for record in sorted(records):
        if record not in placed:
            pieces.append((yield from _find_piece(ground, record, without)))
            placed |= pieces[-1]
    return pieces


def _find_piece(ground: Ground, record: RecordId, without: Paired) -> Generator[list[Key], None, set[RecordId]]:
    bars = list_bars(ground.threshold)
    first = low = bisect_right(bars, ground.crowded_at(record, bool(without)))
    high, found = len(bars), None
    while low < high:
        # The lowest bar that may be the one mostly is.
        middle = (low + high) // 2 if low > first else first
        reached = yield from _reach(ground, record, bars[middle], without)
        if reached is None:
            low = middle + 1
        else:
            found, high = reached, middle
    if found is None:
        return (yield from _spread(ground, {record}, bars[-1], without, bounded=False)) or set()
    if low:
        ground.crowd(found, bars[low - 1], bool(without))
    return found


def _reach(ground: Ground, record: RecordId, bar: int, without: Paired) -> Found:
    """As :func:`_spread` from one record: all of a piece lead to the same, which is found once."""
    known = ground.reached.setdefault((bar, bool(without)), {})
    if record in known:
        return known[record]
    found = yield from _spread(ground, {record}, bar, without)
    if found:
        known.update(dict.fromkeys(found, found))
    return found


def _spread(ground: Ground, start: Collection[RecordId], bar: int, without: Paired, bounded: bool = True) -> Found:
    """All that ties from ``bar`` up lead to; None when that is a crowd."""
    yield from ground.look(start)
    ring = {record for record in start if record in ground.seen.records}
    reached, crowded = set(ring), ground.crowded[bool(without)]
    if bounded and crowded and _in_crowd(crowded, ring, bar):
        return None
    while ring:
        if ground.seen.verdicts:
            yield from ground.look({other for record in ring for other in ground.named(record)})
        near = ground.near_any(ring, bar, without) - reached
        reached |= near
        if bounded and (len(reached) > clustering.CROWD or (crowded and _in_crowd(crowded, near, bar))):
            # Of several to start from it is not known which are in it.
            if len(start) == 1:
                ground.crowd(reached, bar, bool(without))
            return None
        yield from ground.look(near)
        ring = near
    return reached


def _in_crowd(crowded: Mapping[RecordId, int], records: Iterable[RecordId], bar: int) -> bool:
    return any(crowded.get(record, bar - 1) >= bar for record in records)
