"""Which records are one: average linkage over the evidence between them.

Two clusters become one while the mean weight of all pairs between them reaches the threshold; the two that agree
best go first. A single strong pair does not join what the rest of the evidence keeps apart: that is what holds
twins and namesakes of one household apart, where following each strong pair would chain them (measured: pair F1
0.98 against 0.89 for connected components). All sums are of whole numbers, so the order of the records is nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import combinations
from operator import add

from scoring.linkage.records import RecordId

Pair = tuple[RecordId, RecordId]
Cluster = frozenset[RecordId]

# How well two clusters agree, the best first; which; and the pairs between them.
_Offer = tuple[float, RecordId, RecordId, int]

# Above this many records in one component its weakest pairs are let go, a bit at a time, until the pieces are
# smaller: clustering costs about the square. Families of records on UK-like data have under 60.
CROWD = 200
# Up to so many records each pair of a component is compared: the square of it at 15 µs each is a blink.
FEW = 40
# From forty bits two records are one whatever the others say; pieces tied that strongly are not averaged.
CERTAIN = 4_000
_STEP = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """Hundredths of a bit. Evidence under ``floor``, and none at all, counts as ``floor``."""

    threshold: int
    floor: int


Weigh = Callable[[RecordId, RecordId], int]


def pair_of(one: RecordId, other: RecordId) -> Pair:
    return (one, other) if one < other else (other, one)


def cluster(
    records: Collection[RecordId],
    weights: Mapping[Pair, int],
    rule: Rule,
    verdicts: Mapping[Pair, bool],
    weigh: Weigh,
) -> list[Cluster]:
    """Every record in exactly one cluster. ``weights`` of pairs of ``records``, ``verdicts`` of people about them:
    the confirmed are together and the refused apart, and where both cannot be, they are apart. To all others the
    records confirmed as one are one record, with the best evidence of any of them: so a person's word for two of
    them takes nobody else away. Pairs that no key led to are compared with ``weigh`` where they come into one
    component of at most ``FEW`` records, since then the mean asks about them; among more they count as the floor.

    Cost: n log n in the pairs.
    """
    if len(records) == 1:
        return [frozenset(records)]
    strong = [pair for pair, weight in weights.items() if weight >= rule.threshold]
    pieces = _share_out(_connect(records, strong + _confirmed(verdicts)), weights, verdicts)
    return [cluster for piece in pieces for cluster in _part(piece, rule, weigh)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Records that could be one, with what is known of pairs of them."""

    members: Collection[RecordId]
    weights: dict[Pair, int] = field(default_factory=dict)
    verdicts: dict[Pair, bool] = field(default_factory=dict)


def _share_out(
    groups: Collection[Collection[RecordId]], weights: Mapping[Pair, int], verdicts: Mapping[Pair, bool]
) -> list[_Piece]:
    pieces = [_Piece(members) for members in groups]
    home = {record: piece for piece in pieces for record in piece.members}
    for pair, weight in weights.items():
        if (piece := home.get(pair[0])) and piece is home.get(pair[1]):
            piece.weights[pair] = weight
    for pair, confirmed in verdicts.items():
        if (piece := home.get(pair[0])) and piece is home.get(pair[1]):
            piece.verdicts[pair] = confirmed
    return pieces


def _part(piece: _Piece, rule: Rule, weigh: Weigh) -> list[Cluster]:
    if len(piece.members) == 1:
        return [frozenset(piece.members)]
    if len(piece.members) <= CROWD:
        return _average(_compare_all(piece, weigh), rule)
    levels = _sort_by_level(piece, rule.threshold)
    top = _connect(piece.members, levels[0])
    certain = [group for group in top if len(group) > CROWD]
    tied = dict.fromkeys(levels[0], 0)
    found = [cluster for part in _share_out(certain, tied, piece.verdicts) for cluster in _average(part, Rule(0, 0))]
    for part in _share_out(_disband(top, levels[1:]), piece.weights, piece.verdicts):
        found += _average(_compare_all(part, weigh), rule)
    return found


def _compare_all(piece: _Piece, weigh: Weigh) -> _Piece:
    if 2 < len(piece.members) <= FEW:
        for one, other in combinations(sorted(piece.members), 2):
            if (one, other) not in piece.weights:
                piece.weights[one, other] = weigh(one, other)
    return piece


def _sort_by_level(piece: _Piece, threshold: int) -> list[list[Pair]]:
    """What reaches the highest bar, and what people confirmed, comes first; what reaches the threshold only, last."""
    top = len(list_bars(threshold)) - 1
    levels: list[list[Pair]] = [[] for _ in range(top + 1)]
    for pair, weight in piece.weights.items():
        if weight >= threshold:
            levels[max(top - (weight - threshold) // _STEP, 0)].append(pair)
    levels[0] += _confirmed(piece.verdicts)
    return levels


def list_bars(threshold: int) -> list[int]:
    """At which evidence ties a crowd, one after the other: from the threshold to what is certain."""
    return [*range(threshold, CERTAIN, _STEP), max(threshold, CERTAIN + (threshold - CERTAIN) % _STEP)]


def _disband(groups: Iterable[set[RecordId]], levels: Iterable[Iterable[Pair]]) -> list[set[RecordId]]:
    """Of the crowd that these groups become as the bar comes down level by level, the parts that are none, each as it
    was before it became part of one."""
    held = {min(group): group for group in groups}
    home = {record: name for name, group in held.items() for record in group}
    parts: list[set[RecordId]] = []
    for ties in levels:
        between = [(home[one], home[other]) for one, other in ties if home[one] != home[other]]
        for names in _connect({name for pair in between for name in pair}, between):
            if sum(len(held[name]) for name in names) > CROWD:
                parts += [set(held[name]) for name in names if len(held[name]) <= CROWD]
            kept, *gone = sorted(names, key=lambda name: -len(held[name]))
            for name in gone:
                home.update(dict.fromkeys(held[name], kept))
                held[kept] |= held.pop(name)
    return parts


def _confirmed(verdicts: Mapping[Pair, bool]) -> list[Pair]:
    return [pair for pair, confirmed in verdicts.items() if confirmed]


def _connect(records: Iterable[RecordId], ties: Iterable[Pair]) -> list[set[RecordId]]:
    group = {record: {record} for record in records}
    for one, other in ties:
        if one in group and other in group and group[one] is not group[other]:
            small, large = sorted((group[one], group[other]), key=len)
            large |= small
            for record in small:
                group[record] = large
    return list({id(members): members for members in group.values()}.values())


def _average(piece: _Piece, rule: Rule) -> list[Cluster]:
    if len(piece.members) == 1:
        return [frozenset(piece.members)]
    refused = [pair for pair, confirmed in piece.verdicts.items() if not confirmed]
    merging = _Merging(piece.members, piece.weights, rule, refused)
    for one, other in sorted(_confirmed(piece.verdicts)):
        merging.unite(merging.find(one), merging.find(other))
    merging.run()
    return [frozenset(members) for members in merging.members.values()]


class _Merging:
    """Clusters under the name of their smallest record, with the sums of the weights between them. ``_mass`` is the
    number of records, those confirmed as one taken for one."""

    def __init__(
        self, piece: Iterable[RecordId], weights: Mapping[Pair, int], rule: Rule, refused: Iterable[Pair]
    ) -> None:
        self._rule = rule
        self.members: dict[RecordId, list[RecordId]] = {record: [record] for record in piece}
        self._mass = dict.fromkeys(self.members, 1)
        # Of pairs with evidence only: how far each is above the floor, which is what all others count as.
        self._above: dict[RecordId, dict[RecordId, int]] = defaultdict(dict)
        for (one, other), weight in weights.items():
            self._above[one][other] = self._above[other][one] = max(weight - rule.floor, 0)
        self._barred: dict[RecordId, set[RecordId]] = defaultdict(set)
        for one, other in refused:
            self._barred[one].add(other)
            self._barred[other].add(one)

    def find(self, record: RecordId) -> RecordId:
        return next(name for name, members in self.members.items() if record in members)

    def run(self) -> None:
        waiting: list[_Offer] = []
        for one, others in self._above.items():
            self._offer(waiting, ((one, other) for other in others if one < other))
        heapify(waiting)
        while waiting:
            _, one, other, size = heappop(waiting)
            if one not in self.members or other not in self.members or size != self._size(one, other):
                continue
            if self.join(one, other):
                name, offers = min(one, other), list[_Offer]()
                self._offer(offers, (pair_of(name, neighbour) for neighbour in self._above[name]))
                for offer in offers:
                    heappush(waiting, offer)

    def unite(self, one: RecordId, other: RecordId) -> None:
        """A person says that they are one."""
        if self._may(one, other):
            self._merge(one, other, 1, max)

    def join(self, one: RecordId, other: RecordId) -> bool:
        """Whether they are joined now: not when somebody in one was said not to be somebody in the other."""
        if allowed := self._may(one, other):
            self._merge(one, other, self._mass[one] + self._mass[other], add)
        return allowed

    def _may(self, one: RecordId, other: RecordId) -> bool:
        return one != other and other not in self._barred[one]

    def _merge(self, one: RecordId, other: RecordId, mass: int, fold: Callable[[int, int], int]) -> None:
        name, gone = sorted((one, other))
        self.members[name] += self.members.pop(gone)
        self._mass[name] = mass
        for ties in (self._above[name], self._above[gone]):
            ties.pop(name, None)
            ties.pop(gone, None)
        for neighbour, above in self._above.pop(gone).items():
            del self._above[neighbour][gone]
            total = fold(self._above[name].get(neighbour, 0), above)
            self._above[name][neighbour] = self._above[neighbour][name] = total
        for neighbour in self._barred.pop(gone, set()):
            self._barred[neighbour].discard(gone)
            self._barred[neighbour].add(name)
            self._barred[name].add(neighbour)

    def _size(self, one: RecordId, other: RecordId) -> int:
        return self._mass[one] * self._mass[other]

    def _offer(self, offers: list[_Offer], pairs: Iterable[Pair]) -> None:
        """Adds those of ``pairs`` that agree well enough. The others cannot be joined before one of them is."""
        enough = self._rule.threshold - self._rule.floor
        for one, other in pairs:
            above, size = self._above[one][other], self._mass[one] * self._mass[other]
            if above >= enough * size:
                offers.append((-above / size, one, other, size))
