"""Which records are one: average linkage over the evidence between them.

Two clusters become one while the mean weight of all pairs between them reaches the threshold; the two that agree
best go first. A single strong pair does not join what the rest of the evidence keeps apart: that is what holds
twins and namesakes of one household apart, where following each strong pair would chain them (measured: pair F1
0.98 against 0.89 for connected components). All sums are of whole numbers, so the order of the records is nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from operator import add

from scoring.linkage.records import RecordId

Pair = tuple[RecordId, RecordId]
Cluster = frozenset[RecordId]

# Above this many records in one component its weakest pairs are let go, a bit at a time, until the pieces are
# smaller: clustering costs about the square. Families of records on UK-like data have under 60.
CROWD = 200
# From forty bits two records are one whatever the others say; pieces tied that strongly are not averaged.
CERTAIN = 4_000
_STEP = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """Hundredths of a bit. Evidence under ``floor``, and none at all, counts as ``floor``."""

    threshold: int
    floor: int


def pair_of(one: RecordId, other: RecordId) -> Pair:
    return (one, other) if one < other else (other, one)


def cluster(
    records: Collection[RecordId], weights: Mapping[Pair, int], rule: Rule, verdicts: Mapping[Pair, bool]
) -> list[Cluster]:
    """Every record in exactly one cluster. ``weights`` of pairs of ``records``, ``verdicts`` of people about them:
    the confirmed are together and the refused apart, and where both cannot be, they are apart. To all others the
    records confirmed as one are one record, with the best evidence of any of them: so a person's word for two of
    them takes nobody else away.

    Cost: n log n in the pairs, of each component by itself.
    """
    if len(records) == 1:
        return [frozenset(records)]
    clusters: list[Cluster] = []
    for piece in _connect(records, weights, verdicts, rule.threshold):
        clusters += _part(piece, weights, rule, verdicts, rule.threshold)
    return clusters


def _part(
    piece: set[RecordId], weights: Mapping[Pair, int], rule: Rule, verdicts: Mapping[Pair, bool], bar: int
) -> list[Cluster]:
    if len(piece) == 1:
        return [frozenset(piece)]
    inside = {pair: weight for pair, weight in weights.items() if pair[0] in piece and pair[1] in piece}
    said = {pair: verdict for pair, verdict in verdicts.items() if pair[0] in piece and pair[1] in piece}
    if len(piece) <= CROWD:
        return _average(piece, inside, rule, said)
    if bar >= CERTAIN:
        return _average(piece, {pair: weight for pair, weight in inside.items() if weight >= bar}, Rule(0, 0), said)
    smaller = _connect(piece, inside, said, bar + _STEP)
    return [cluster for part in smaller for cluster in _part(part, inside, rule, said, bar + _STEP)]


def _connect(
    records: Iterable[RecordId], weights: Mapping[Pair, int], verdicts: Mapping[Pair, bool], bar: int
) -> list[set[RecordId]]:
    group = {record: {record} for record in records}
    ties = [pair for pair, weight in weights.items() if weight >= bar]
    ties += [pair for pair, confirmed in verdicts.items() if confirmed]
    for one, other in ties:
        if one in group and other in group and group[one] is not group[other]:
            small, large = sorted((group[one], group[other]), key=len)
            large |= small
            for record in small:
                group[record] = large
    return list({id(members): members for members in group.values()}.values())


def _average(
    piece: set[RecordId], weights: Mapping[Pair, int], rule: Rule, verdicts: Mapping[Pair, bool]
) -> list[Cluster]:
    merging = _Merging(piece, weights, rule, [pair for pair, confirmed in verdicts.items() if not confirmed])
    for one, other in sorted(pair for pair, confirmed in verdicts.items() if confirmed):
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
        waiting = [self._entry(one, other) for one, others in self._above.items() for other in others if one < other]
        heapify(waiting)
        while waiting:
            lacking, one, other, size = heappop(waiting)
            if lacking > -self._rule.threshold:
                return
            if one not in self.members or other not in self.members or size != self._size(one, other):
                continue
            if self.join(one, other):
                name = min(one, other)
                for neighbour in self._above[name]:
                    heappush(waiting, self._entry(*sorted((name, neighbour))))

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

    def _entry(self, one: RecordId, other: RecordId) -> tuple[float, RecordId, RecordId, int]:
        size = self._size(one, other)
        return -(self._above[one][other] / size + self._rule.floor), one, other, size
