"""How well predictions tell those who will from those who will not, whatever they are worth as probabilities.

Equal predictions are one step: no order among them is made up, so no measure depends on the order of the rows.
"""

from dataclasses import dataclass

import numpy as np

from scoring.risk.judging.estimates import UNKNOWN, Estimate, between, share, spread
from scoring.risk.judging.outcomes import Codes, Floats, Outcomes

# Steps of specificity over which the slope of the curve is taken, for the spread of the threshold itself.
_NEAR = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The distinct predictions, lowest first, with how many of each came true and did not. ``place`` is each row's."""

    outcomes: Outcomes
    place: Codes
    true: Floats
    false: Floats

    @staticmethod
    def climb(outcomes: Outcomes) -> "Steps":
        _, place = np.unique(outcomes.probability, return_inverse=True)
        true, every = (np.bincount(place, weights=rows) for rows in (outcomes.label, np.ones(len(outcomes))))
        return Steps(outcomes, place, true.astype(np.float64), (every - true).astype(np.float64))

    @property
    def is_one_sided(self) -> bool:
        """All came true, or none did: nothing can be told apart."""
        return not (self.true.any() and self.false.any())


def measure_auroc(steps: Steps) -> Estimate:
    """Unknown when all came true or none did."""
    if steps.is_one_sided:
        return UNKNOWN
    trues, falses = steps.true.sum(), steps.false.sum()
    beaten = (np.cumsum(steps.false) - steps.false / 2) / falses
    beating = (np.cumsum(steps.true[::-1])[::-1] - steps.true / 2) / trues
    area = float(np.dot(steps.true, beaten) / trues)
    rows = np.where(steps.outcomes.label, (beaten - area)[steps.place] / trues, (beating - area)[steps.place] / falses)
    return between(area, spread(rows, steps.outcomes.person))


def measure_average_precision(steps: Steps) -> Estimate:
    """The mean precision over those that came true, not interpolated. Unknown when none did."""
    trues = steps.true.sum()
    if not trues:
        return UNKNOWN
    above_true, above_false = (np.cumsum(side[::-1])[::-1] for side in (steps.true, steps.false))
    above = above_true + above_false
    precision = above_true / above
    mean = float(np.dot(steps.true, precision) / trues)
    by_true = (precision - mean) / trues + np.cumsum(steps.true * above_false / above**2) / trues
    by_false = -np.cumsum(steps.true * above_true / above**2) / trues
    rows = np.where(steps.outcomes.label, by_true[steps.place], by_false[steps.place])
    return between(mean, spread(rows, steps.outcomes.person))


def measure_sensitivity(steps: Steps, specificity: float) -> Estimate:
    """The share of those who will that is found where this share of those who will not is left alone; on the straight
    line between two steps. Unknown when all came true or none did."""
    if steps.is_one_sided:
        return UNKNOWN
    trues, falses = steps.true.sum(), steps.false.sum()
    alarms = np.concatenate(([0.0], np.cumsum(steps.false[::-1]) / falses))
    found = np.concatenate(([0.0], np.cumsum(steps.true[::-1]) / trues))
    allowed = 1 - specificity
    value, low, high = np.interp([allowed, allowed - _NEAR, allowed + _NEAR], alarms, found)
    chosen = _choose(alarms, allowed)[::-1][steps.place]
    by_false = -(high - low) / (2 * _NEAR) * (chosen - allowed) / falses
    rows = np.where(steps.outcomes.label, (chosen - value) / trues, by_false)
    persons = len(np.unique(steps.outcomes.person[steps.outcomes.label]))
    return share(float(value), spread(rows, steps.outcomes.person), persons)


def _choose(alarms: Floats, allowed: float) -> Floats:
    """What part of each step, highest first, lies above the threshold."""
    wide = np.diff(alarms)
    part = np.divide(allowed - alarms[:-1], wide, out=(alarms[:-1] <= allowed).astype(np.float64), where=wide > 0)
    return np.clip(part, 0.0, 1.0)
