"""A peer's pairs as clusters: the connected components at the threshold that turns out best, which it cannot know."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

_STEP = 2


@dataclass(frozen=True, slots=True)
class Pair:
    weight: float
    one: str
    other: str


@dataclass(slots=True)
class Components:
    """Records in components, with how many pairs are joined, and how many of them rightly."""

    truth: Mapping[str, str]
    joined: int = 0
    right: int = 0
    _roots: dict[str, str] = field(default_factory=dict)
    _holds: dict[str, Counter[str]] = field(default_factory=dict)

    def find(self, record: str) -> str:
        root = record
        while (above := self._roots.get(root, root)) != root:
            root = above
        while record != root:
            self._roots[record], record = root, self._roots.get(record, root)
        return root

    def join(self, one: str, other: str) -> None:
        kept, gone = sorted((self.find(one), self.find(other)), key=lambda root: -self._size(root))
        if kept == gone:
            return
        held, added = self._people(kept), self._people(gone)
        self.joined += held.total() * added.total()
        self.right += sum(count * held[person] for person, count in added.items())
        held.update(added)
        self._holds[kept] = held
        self._holds.pop(gone, None)
        self._roots[gone] = kept

    def _size(self, root: str) -> int:
        return self._people(root).total()

    def _people(self, root: str) -> Counter[str]:
        return self._holds.get(root) or Counter({self.truth[root]: 1})


def read_pairs(path: Path) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [Pair(float(row["match_weight"]), row["record_id_l"], row["record_id_r"]) for row in rows]


def cluster_best(pairs: list[Pair], truth: Mapping[str, str]) -> tuple[float, dict[str, str]]:
    """Threshold and clusters of the best pairwise F1 after closure, among thresholds half a bit apart.

    >>> cluster_best([Pair(5.2, "a", "b"), Pair(1.0, "b", "c")], {"a": "x", "b": "x", "c": "y"})
    (5.0, {'a': 'a', 'b': 'a', 'c': 'c'})
    """
    threshold = _find_best(pairs, truth)
    components = Components(truth)
    for pair in pairs:
        if pair.weight >= threshold:
            components.join(pair.one, pair.other)
    return threshold, {record: components.find(record) for record in truth}


def _find_best(pairs: list[Pair], truth: Mapping[str, str]) -> float:
    true = sum(count * (count - 1) // 2 for count in Counter(truth.values()).values())
    components, best = Components(truth), (0.0, 0.0)
    steps = sorted(pairs, key=lambda pair: -pair.weight)
    for level, step in groupby(steps, key=lambda pair: pair.weight * _STEP // 1 / _STEP):
        for pair in step:
            components.join(pair.one, pair.other)
        best = max(best, (2 * components.right / (components.joined + true), level))
    return best[1]
