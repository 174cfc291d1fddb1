"""How well one grouping of records agrees with another: over pairs, and over records (B-cubed).

Pairs weigh a person with many records by the square of them, B-cubed by their number; a linker should do well by
both. B-cubed is Bagga and Baldwin's (1998). Cost is linear in the records, however large the groups.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Record = TypeVar("Record", bound=Hashable)
Groups = Mapping[Record, Hashable]


@dataclass(frozen=True, slots=True)
class Score:
    """``precision`` and ``recall`` are in [0, 1], and 1 where there was nothing to find."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class PairCounts:
    """``joined`` by the answer, ``true`` in truth, ``right`` in both."""

    joined: int
    true: int
    right: int

    @property
    def false(self) -> int:
        return self.joined - self.right

    @property
    def missed(self) -> int:
        return self.true - self.right

    @property
    def score(self) -> Score:
        return Score(_share(self.right, self.joined), _share(self.right, self.true))


@dataclass(frozen=True, slots=True)
class Agreement:
    """``exact`` is the share of true groups that the answer has, whole and with nothing added."""

    pairs: PairCounts
    b_cubed: Score
    exact: float


def agree(answer: Groups[Record], truth: Groups[Record]) -> Agreement:
    """Over the records of ``truth``; one that ``answer`` leaves out stands alone in it.

    >>> agree({"a": 1, "b": 1, "c": 1}, {"a": "x", "b": "x", "c": "y"}).pairs
    PairCounts(joined=3, true=1, right=1)
    """
    cells = Counter((answer.get(record, (record,)), group) for record, group in truth.items())
    answered, meant = Counter[Hashable](), Counter[Hashable]()
    for (cluster, group), size in cells.items():
        answered[cluster] += size
        meant[group] += size
    pairs = PairCounts(_count_pairs(answered), _count_pairs(meant), _count_pairs(cells))
    precision = sum(size * size / answered[cluster] for (cluster, _), size in cells.items())
    recall = sum(size * size / meant[group] for (_, group), size in cells.items())
    exact = sum(size == answered[cluster] == meant[group] for (cluster, group), size in cells.items())
    return Agreement(pairs, Score(_share(precision, len(truth)), _share(recall, len(truth))), _share(exact, len(meant)))


def _count_pairs(sizes: Counter[Hashable] | Counter[tuple[Hashable, Hashable]]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
