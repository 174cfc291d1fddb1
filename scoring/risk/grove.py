"""Several trees, each of its own terms, that say on average what a probability is."""

import numpy as np
from river import base

from scoring.risk.features import Numbers
from scoring.risk.packing import pack_counts, pack_numbers, unpack_counts, unpack_numbers
from scoring.risk.recipe import Recipe
from scoring.risk.trees import EDGES, Places, Tree

X = dict[str, float]
# Weeks after which what was seen counts half.
_FADES = 78.0


class Grove(base.Classifier):  # type: ignore[misc]  # river has no types here
    """Cost: 50 µs a label, 60 KB at most."""

    def __init__(self, size: int, recipe: Recipe) -> None:
        self.size, self.recipe = size, recipe
        self.trees = [Tree(np.arange(size)[first :: recipe.trees]) for first in range(recipe.trees)]
        self._rates: list[Numbers] | None = None
        self._shared: list[Numbers] = []

    def predict_proba_one(self, x: X) -> dict[bool, float]:
        chance = float(self.predict_rows(np.fromiter(x.values(), np.float64, self.size)[None, :])[0])
        return {False: 1 - chance, True: chance}

    def predict_rows(self, rows: Numbers) -> Numbers:
        steps, levels = _step(rows), np.zeros(len(rows))
        for tree, rate in zip(self.trees, self._rate(), strict=True):
            levels += rate[tree.find_leaves(steps[:, tree.terms])]
        return np.asarray(1 / (1 + np.exp(-levels / len(self.trees))), dtype=np.float64)

    def share_out(self, rows: Numbers, means: Numbers) -> tuple[float, Numbers]:  # noqa: ARG002 - as weights do it
        """Log-odds of everybody, and what each term adds to that, row by row: each step down a tree is of its term."""
        shares, steps, rates = np.zeros(rows.shape), _step(rows), self._rate()
        for tree, added in zip(self.trees, self._shared, strict=True):
            shares[:, tree.terms] = added[tree.find_leaves(steps[:, tree.terms])]
        return float(sum(rate[0] for rate in rates) / len(self.trees)), shares / len(self.trees)

    def learn_one(self, x: X, y: bool) -> None:
        self.learn_row(np.fromiter(x.values(), np.float64, self.size), y)

    def learn_row(self, row: Numbers, y: bool) -> None:
        self._learn(row, y, self.recipe.trust)

    def unlearn_one(self, x: X, y: bool) -> None:
        """Takes back what a label taught. A split that it led to stays."""
        self._learn(np.fromiter(x.values(), np.float64, self.size), y, -self.recipe.trust)

    def _learn(self, row: Numbers, y: bool, weight: float) -> None:
        steps, self._rates = _step(row), None
        for tree in self.trees:
            tree.learn(steps[tree.terms], y, weight)

    def pass_time(self, weeks: float) -> None:
        self._rates = None
        for tree in self.trees:
            tree.fade(0.5 ** (weeks / _FADES))

    def _rate(self) -> list[Numbers]:
        if self._rates is None:
            self._rates = [tree.rate(self.recipe.rate) for tree in self.trees]
            self._shared = [tree.share_out(rate) for tree, rate in zip(self.trees, self._rates, strict=True)]
        return self._rates

    def write(self) -> dict[str, str]:
        """Of the counts those of leaves that there are."""
        return {
            "splits": pack_numbers(np.stack([tree.split for tree in self.trees]).astype(np.float64)),
            "seen": pack_numbers(np.stack([tree.seen for tree in self.trees])),
            **{f"counts-{at}": pack_counts(tree.counts[: tree.leaves]) for at, tree in enumerate(self.trees)},
        }

    def read(self, numbers: dict[str, str]) -> None:
        splits, seen = (unpack_numbers(numbers[name]).reshape(len(self.trees), -1) for name in ("splits", "seen"))
        for at, tree in enumerate(self.trees):
            counts = unpack_counts(numbers[f"counts-{at}"]).reshape(-1, *tree.counts.shape[1:])
            tree.go_on(splits[at].reshape(-1, 4).astype(np.int64), seen[at].reshape(-1, 3), counts)
        self._rates = None


def _step(rows: Numbers) -> Places:
    return np.searchsorted(EDGES, rows)
