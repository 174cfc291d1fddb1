"""Decision trees grown from the stream, a label at a time: a leaf is split where what it has seen says so more surely
than chance would, and what was seen long ago counts less.

Bounded: so many leaves, each with counts by a few steps of every term its tree looks at. Source of the idea: Domingos
and Hulten, Proceedings of KDD 2000, 71-80; a likelihood ratio stands in for their bound, which asks for hundreds of
thousands of labels where three in a hundred come true.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.risk.features import Numbers

Places = NDArray[np.intp]
LEAVES = 8
# Between the steps of a term as it is weighed: log1p of an amount, a code, a product.
EDGES = np.array([-0.5, 0.25, 0.75, 1.5, 2.5, 3.5, 4.5])
_STEPS = len(EDGES) + 1
# Twice the logarithm of how much likelier the labels are with a split: of those looked at in a leaf some reach 12 by
# chance.
_SURE = 30.0
# Labels between two looks at a leaf; of crises, and of all, so many must be on each side.
_PATIENCE, _FEWEST, _LEAST = 500.0, 5.0, 100.0
# A node begins with so many labels of its parent's rate.
_PRIOR = 60.0
_LEAF, _FEW = -1, 8


class Tree:
    """Nodes in arrays, the root first, children later. ``split``: of each node the term (-1 of a leaf), the step beyond
    which it goes right, the left child (the right one is next), and a leaf's place in ``counts``. ``seen``: labels 0
    and 1 of each node, and how many since it was last looked at. ``counts``: of each leaf by term, step and label.

    Cost: 10 µs a label."""

    def __init__(self, terms: Places) -> None:
        self.terms, self.leaves = terms, 1
        self.split = np.full((2 * LEAVES - 1, 4), _LEAF, dtype=np.int64)
        self.split[0, 3] = 0
        self.seen: Numbers = np.zeros((2 * LEAVES - 1, 3))
        self.counts: NDArray[np.float32] = np.zeros((LEAVES, len(terms), _STEPS, 2), dtype=np.float32)
        self._each = np.arange(len(terms))
        self._listed: list[list[int]] | None = None

    def walk(self, steps: Sequence[int] | Places) -> list[int]:
        """From the root to a leaf, by the steps of the tree's own terms."""
        path, splits = [0], self._splits()
        while (split := splits[path[-1]])[0] != _LEAF:
            path.append(split[2] + (steps[split[0]] > split[1]))
        return path

    def _splits(self) -> list[list[int]]:
        """As lists, in which a walk is ten times as fast."""
        if self._listed is None:
            self._listed = self.split[: 2 * self.leaves - 1].tolist()
        return self._listed

    def share_out(self, rate: Numbers) -> Numbers:
        """Nodes by the tree's terms: what each step from the root adds, of its term."""
        shares = np.zeros((len(self.split), len(self.terms)))
        for node in range(2 * self.leaves - 1):
            if (term := self.split[node, 0]) != _LEAF:
                for child in self.split[node, 2] + np.arange(2):
                    shares[child] = shares[node]
                    shares[child, term] += rate[child] - rate[node]
        return shares

    def find_leaves(self, steps: Places) -> Places:
        """Of many people; one after the other while they are few."""
        if len(steps) <= _FEW:
            return np.array([self.walk(each)[-1] for each in steps.tolist()], dtype=np.intp)
        found, people = np.zeros(len(steps), dtype=np.intp), np.arange(len(steps))
        for _ in range(LEAVES):
            term, step, left, _ = self.split[found].T
            found = np.where(term == _LEAF, found, left + (steps[people, term] > step))
        return found

    def learn(self, steps: Places, label: bool, weight: float) -> None:
        """A ``weight`` below 0 takes back."""
        path, side = self.walk(steps), int(label)
        self.seen[path, side] = np.maximum(0.0, self.seen[path, side] + weight)
        leaf = path[-1]
        counted = self.counts[self.split[leaf, 3]]
        counted[self._each, steps, side] = np.maximum(0.0, counted[self._each, steps, side] + weight)
        self.seen[leaf, 2] += weight
        if self.seen[leaf, 2] >= _PATIENCE and self.leaves < LEAVES:
            self.seen[leaf, 2] = 0.0
            self._look_at(leaf)

    def _look_at(self, leaf: int) -> None:
        counted = self.counts[self.split[leaf, 3]].astype(np.float64)
        left, whole = counted.cumsum(axis=1)[:, :-1], counted.sum(axis=1)[:, None]
        right = whole - left
        gain = 2 * (_weigh(left) + _weigh(right) - _weigh(whole))
        lesser = np.minimum(left[..., 1], right[..., 1]), np.minimum(left.sum(axis=2), right.sum(axis=2))
        gain[(lesser[0] < _FEWEST) | (lesser[1] < _LEAST)] = 0.0
        term, step = divmod(int(gain.argmax()), _STEPS - 1)
        if gain[term, step] >= _SURE:
            self._part(leaf, term, step, left[term, step], right[term, step])

    def _part(self, leaf: int, term: int, step: int, left: Numbers, right: Numbers) -> None:
        """The left child has its parent's place among the counts, and begins them anew as the right one does."""
        child, place = 2 * self.leaves - 1, int(self.split[leaf, 3])
        self.split[leaf] = term, step, child, _LEAF
        self.split[[child, child + 1], 3] = place, self.leaves
        self.seen[child, :2], self.seen[child + 1, :2] = left, right
        self.counts[place] = 0.0
        self.leaves, self._listed = self.leaves + 1, None

    def go_on(self, split: NDArray[np.int64], seen: Numbers, counts: NDArray[np.float32]) -> None:
        """From what was written down. ``counts``: of the leaves that there are."""
        self.split, self.seen, self.leaves, self._listed = split, seen, len(counts), None
        self.counts[: self.leaves], self.counts[self.leaves :] = counts, 0.0

    def fade(self, share: float) -> None:
        self.seen *= share
        self.counts *= np.float32(share)

    def rate(self, supposed: float) -> Numbers:
        """Log-odds of each node; ``supposed`` is the rate of all before anything is learned."""
        rates = np.full(len(self.seen), supposed)
        parents = {int(self.split[at, 2]) + side: at for at in range(len(rates)) for side in (0, 1)}
        for node in range(2 * self.leaves - 1):
            before = rates[parents[node]] if node else supposed
            rates[node] = (self.seen[node, 1] + _PRIOR * before) / (self.seen[node, :2].sum() + _PRIOR)
        return np.asarray(np.log(rates / (1 - rates)), dtype=np.float64)


def _weigh(counts: Numbers) -> Numbers:
    """The logarithm of how likely the labels are under their own rate."""
    total = counts.sum(axis=-1, keepdims=True)
    return np.asarray((counts * np.log(np.where(counts > 0, counts / np.maximum(total, 1e-12), 1.0))).sum(axis=-1))
