"""Logistic regression learned one label at a time, with what is still uncertain of each weight: an extended Kalman
filter, whose learning rate follows from that uncertainty and is no setting.

Source: Fahrmeir, Journal of the American Statistical Association 87 (1992), 501-509: posterior mode estimation by
extended Kalman filtering for multivariate dynamic generalized linear models.
"""

import numpy as np
from river import base

from scoring.risk.features import Numbers
from scoring.risk.packing import pack_numbers, unpack_numbers
from scoring.risk.recipe import Recipe

X = dict[str, float]


class KalmanLogistic(base.Classifier):  # type: ignore[misc]  # river has no types here
    """``weights``, the last of which is the intercept, and their ``covariance``. Cost: 20 µs a label."""

    def __init__(self, size: int, recipe: Recipe) -> None:
        self.size, self.recipe = size, recipe
        self.weights: Numbers = np.zeros(size + 1)
        self.weights[-1] = np.log(recipe.rate / (1 - recipe.rate))
        self.covariance: Numbers = np.eye(size + 1) * recipe.spread**2
        # How common crises are is less known beforehand than what they follow on.
        self.covariance[-1, -1] = 1.0

    def predict_proba_one(self, x: X) -> dict[bool, float]:
        chance = float(self.predict_rows(np.fromiter(x.values(), np.float64, self.size)[None, :])[0])
        return {False: 1 - chance, True: chance}

    def predict_rows(self, rows: Numbers) -> Numbers:
        """Row by row the same as one at a time, which a matrix product would not be."""
        levels = (rows * self.weights[:-1]).sum(axis=1) + self.weights[-1]
        return np.asarray(1 / (1 + np.exp(-levels)), dtype=np.float64)

    def share_out(self, rows: Numbers, means: Numbers) -> tuple[float, Numbers]:
        """Log-odds of somebody who is as ``means`` say, and what each term adds to that, row by row."""
        weights = self.weights[:-1]
        return float((weights * means).sum() + self.weights[-1]), weights * (rows - means)

    def learn_one(self, x: X, y: bool) -> None:
        self._update(np.fromiter(x.values(), np.float64, self.size), float(y), self.recipe.trust)

    def learn_row(self, row: Numbers, y: bool) -> None:
        self._update(row, float(y), self.recipe.trust)

    def unlearn_one(self, x: X, y: bool) -> None:
        """Takes back what a label taught. What was uncertain stays as certain as it became."""
        row = np.append(np.fromiter(x.values(), np.float64, self.size), 1.0)
        self.weights -= self._spread(row) * (self.recipe.trust * (float(y) - self._chance(row)))

    def pass_time(self, weeks: float) -> None:
        """The world may have changed meanwhile, so that less is certain."""
        drift = np.full(self.size + 1, self.recipe.drift)
        drift[-1] = self.recipe.tide
        np.einsum("ii->i", self.covariance)[:] += drift * weeks

    def write(self) -> dict[str, str]:
        upper = self.covariance[np.triu_indices(self.size + 1)]
        return {"weights": pack_numbers(self.weights), "covariance": pack_numbers(upper)}

    def read(self, numbers: dict[str, str]) -> None:
        self.weights = unpack_numbers(numbers["weights"])
        upper = np.zeros((self.size + 1, self.size + 1))
        upper[np.triu_indices(self.size + 1)] = unpack_numbers(numbers["covariance"])
        self.covariance = upper + np.triu(upper, 1).T

    def _update(self, numbers: Numbers, y: float, trust: float) -> None:
        row = np.append(numbers, 1.0)
        chance = self._chance(row)
        spread = self._spread(row)
        says = trust * chance * (1 - chance)
        share = 1 / (1 + says * float((row * spread).sum()))
        self.weights += spread * (trust * share * (y - chance))
        self.covariance -= np.outer(spread, spread) * (says * share)

    def _spread(self, row: Numbers) -> Numbers:
        # Not a matrix product: its last bits may depend on where in memory the matrix is.
        spread: Numbers = (self.covariance * row).sum(axis=1)
        return spread

    def _chance(self, row: Numbers) -> float:
        return float(1 / (1 + np.exp(-(row * self.weights).sum())))
