"""Logistic regression learned one label at a time, with what is still uncertain of each weight: an extended Kalman
filter, whose learning rate follows from that uncertainty and is no setting.

Source: Fahrmeir, Journal of the American Statistical Association 87 (1992), 501-509: posterior mode estimation by
extended Kalman filtering for multivariate dynamic generalized linear models.
"""

import numpy as np
from river import base

from scoring.risk.features import Numbers

X = dict[str, float]


class KalmanLogistic(base.Classifier):  # type: ignore[misc]  # river has no types here
    """``weights`` the last of which is the intercept, and their covariance. Cost: 25 µs a label for 130 weights."""

    def __init__(self, size: int, rate: float, spread: float, trust: float) -> None:
        self.size, self.rate, self.spread, self.trust = size, rate, spread, trust
        self.weights: Numbers = np.zeros(size + 1)
        self.weights[-1] = np.log(rate / (1 - rate))
        self.covariance: Numbers = np.eye(size + 1) * spread**2

    def predict_proba_one(self, x: X) -> dict[bool, float]:
        chance = float(self.predict_many(np.fromiter(x.values(), np.float64, self.size)[None, :])[0])
        return {False: 1 - chance, True: chance}

    def predict_many(self, rows: Numbers) -> Numbers:
        """Row by row the same as one at a time."""
        levels: Numbers = (rows * self.weights[:-1]).sum(axis=1) + self.weights[-1]
        return 1 / (1 + np.exp(-levels))

    def learn_one(self, x: X, y: bool) -> None:
        row = np.ones(self.size + 1)
        row[:-1] = np.fromiter(x.values(), np.float64, self.size)
        chance = 1 / (1 + np.exp(-(row * self.weights).sum()))
        spread = self.covariance @ row
        says = self.trust * chance * (1 - chance)
        share = 1 / (1 + says * float(row @ spread))
        self.weights += spread * (self.trust * share * (y - chance))
        self.covariance -= np.outer(spread, spread) * (says * share)
