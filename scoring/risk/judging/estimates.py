"""A measured value with its interval."""

from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

import numpy as np

from scoring.risk.judging.outcomes import Codes, Floats

_Z = 1.959964
_Z2 = _Z * _Z


@dataclass(frozen=True, slots=True)
class Estimate:
    """``nan`` is what the data cannot tell: a value that is not defined, or ends for which there is no spread."""

    value: float
    low: float = nan
    high: float = nan

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies in the interval. False where there is none."""
        return self.low <= value <= self.high


UNKNOWN = Estimate(nan)


def spread(influence: Floats, person: Codes) -> float:
    """The variance of a value whose derivatives by the weight of each row are ``influence``. ``nan`` for one person."""
    _, places = np.unique(person, return_inverse=True)
    sums = np.bincount(places, weights=influence)
    return float(np.dot(sums, sums)) * len(sums) / (len(sums) - 1) if len(sums) > 1 else nan


def plain(value: float, variance: float) -> Estimate:
    half = _Z * sqrt(variance)
    return Estimate(value, value - half, value + half)


def ratio(value: float, variance: float) -> Estimate:
    """For what is above nought, on the scale of its logarithm."""
    if not value > 0:
        return Estimate(value)
    half = _Z * sqrt(variance) / value
    return Estimate(value, value * exp(-half), value * exp(half))


def between(value: float, variance: float) -> Estimate:
    """For what lies between 0 and 1 and is no share, on the scale of its log odds."""
    if not 0 < value < 1:
        return Estimate(value)
    middle, half = log(value / (1 - value)), _Z * sqrt(variance) / (value * (1 - value))
    return Estimate(value, _from_log_odds(middle - half), _from_log_odds(middle + half))


def share(value: float, variance: float, drawn: int) -> Estimate:
    """Wilson's interval, with as many independent draws as the variance says there were, of ``drawn`` persons."""
    binomial = value * (1 - value)
    # All or none of them: the variance says nothing, the number of persons does.
    draws = min(binomial / variance, inf) if variance > 0 and binomial > 0 else float(drawn)
    if not draws > 0:
        return Estimate(value)
    middle = (value + _Z2 / (2 * draws)) / (1 + _Z2 / draws)
    half = _Z * sqrt(binomial / draws + _Z2 / (4 * draws * draws)) / (1 + _Z2 / draws)
    return Estimate(value, max(0.0, middle - half), min(1.0, middle + half))


def _from_log_odds(odds: float) -> float:
    # Not a number stays one: there is no spread among one person.
    return 0.0 if odds < -700 else 1 / (1 + exp(-odds))
