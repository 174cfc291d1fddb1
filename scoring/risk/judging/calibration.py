"""Whether one in ten of those given 10 % had a crisis."""

from dataclasses import dataclass
from math import log, nan

import numpy as np

from scoring.risk.judging.estimates import UNKNOWN, Estimate, plain, ratio, share, spread
from scoring.risk.judging.outcomes import Codes, Floats, Outcomes

_TENTHS = 10
# Probabilities are kept to six digits; one of 0 that came true would cost without end.
_LEAST = 1e-6
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Tenth:
    """A tenth of the predictions, lowest first: their mean, and the share that came true."""

    predictions: int
    mean: float
    observed: Estimate


def measure_log_loss(outcomes: Outcomes) -> Estimate:
    """In nats a prediction."""
    if not len(outcomes):
        return UNKNOWN
    losses = _find_losses(outcomes)
    mean = float(losses.mean())
    return plain(mean, spread((losses - mean) / len(outcomes), outcomes.person))


def measure_skill(outcomes: Outcomes) -> Estimate:
    """The share of log loss saved against saying each time how many came true among these. Unknown when all or none
    did."""
    count, label = len(outcomes), outcomes.label.astype(np.float64)
    rate = float(label.mean()) if count else nan
    if not 0 < rate < 1:
        return UNKNOWN
    losses, known = _find_losses(outcomes), -rate * log(rate) - (1 - rate) * log(1 - rate)
    mean = float(losses.mean())
    by_rate = mean / known**2 * log((1 - rate) / rate) * (label - rate)
    return plain(1 - mean / known, spread((by_rate - (losses - mean) / known) / count, outcomes.person))


def measure_ratio(outcomes: Outcomes) -> Estimate:
    """Observed over expected. Unknown where nothing was expected."""
    label, expected = outcomes.label.astype(np.float64), float(outcomes.probability.sum())
    if not expected > 0:
        return UNKNOWN
    value = float(label.sum()) / expected
    return ratio(value, spread((label - value * outcomes.probability) / expected, outcomes.person))


def measure_intercept(outcomes: Outcomes) -> Estimate:
    """What to add to each prediction's log odds so that as many are expected as came true; 0 is right."""
    return _fit(outcomes, with_slope=False)


def measure_slope(outcomes: Outcomes) -> Estimate:
    """What the log odds must be multiplied by; below 1 the predictions are too far apart."""
    return _fit(outcomes, with_slope=True)


def measure_error(tenths: tuple[Tenth, ...]) -> Estimate:
    """Expected calibration error: the mean distance, over the tenths, between what was said and what came true. It has
    no interval, and chance alone makes it greater than nought."""
    total = sum(tenth.predictions for tenth in tenths)
    if not total:
        return UNKNOWN
    return Estimate(sum(tenth.predictions * abs(tenth.observed.value - tenth.mean) for tenth in tenths) / total)


def draw_curve(outcomes: Outcomes) -> tuple[Tenth, ...]:
    """Equal predictions stay together, so that tenths may differ in size, and there may be fewer."""
    if not len(outcomes):
        return ()
    _, place, counts = np.unique(outcomes.probability, return_inverse=True, return_counts=True)
    middle = (np.cumsum(counts) - counts / 2) / len(outcomes)
    tenth: Codes = np.minimum(np.floor(middle * _TENTHS), _TENTHS - 1).astype(np.int64)[place]
    return tuple(_draw(outcomes.take(tenth == number)) for number in np.unique(tenth))


def _draw(outcomes: Outcomes) -> Tenth:
    label = outcomes.label.astype(np.float64)
    rate = float(label.mean())
    variance = spread((label - rate) / len(outcomes), outcomes.person)
    observed = share(rate, variance, len(np.unique(outcomes.person)))
    return Tenth(len(outcomes), float(outcomes.probability.mean()), observed)


def _find_losses(outcomes: Outcomes) -> Floats:
    said = np.clip(outcomes.probability, _LEAST, 1 - _LEAST)
    return -np.log(np.where(outcomes.label, said, 1 - said))


def _fit(outcomes: Outcomes, with_slope: bool) -> Estimate:
    """Logistic regression of what came true on the log odds, by Newton's method: the intercept where the log odds are
    an offset, or else their factor. Unknown where there is none: all or none came true, or one prediction for all."""
    label, count = outcomes.label.astype(np.float64), len(outcomes)
    said = np.clip(outcomes.probability, _LEAST, 1 - _LEAST)
    odds = np.log(said / (1 - said))
    if not count or label.min() == label.max() or (with_slope and np.ptp(odds) < 1e-9):
        return UNKNOWN
    design = np.column_stack((np.ones(count), odds)) if with_slope else np.ones((count, 1))
    offset, found = (np.zeros(count), np.array([0.0, 1.0])) if with_slope else (odds, np.zeros(1))
    for _ in range(_ROUNDS):
        expected = 1 / (1 + np.exp(-np.clip(design @ found + offset, -500, 500)))
        residual = (label - expected)[:, None] * design
        inverse = _invert(design.T @ (design * (expected * (1 - expected))[:, None]))
        if inverse is None:
            return UNKNOWN
        step = inverse @ residual.sum(axis=0)
        found = found + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            return plain(float(found[-1]), spread((residual @ inverse)[:, -1], outcomes.person))
    return UNKNOWN


def _invert(matrix: Floats) -> Floats | None:
    # Where the two kinds are parted cleanly the factor grows without end and the matrix vanishes.
    if np.linalg.cond(matrix) > 1e12 or matrix[0, 0] < 1e-9:
        return None
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
