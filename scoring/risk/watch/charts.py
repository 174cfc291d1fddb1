"""Sequential tests: each week moves a chart, and one that comes to the top is an alarm.

A cumulative sum of log-likelihood ratios that restarts at nought crosses h, while all is well, less often than once in
e^h weeks (Lorden 1971, Annals of Mathematical Statistics 42, 1897). :data:`TOP` is such that the charts of feeds and
skill together say so without cause less than once in twenty years. For a chart whose weeks each tell much, the bound is
several times too careful, so that :data:`CRISES_TOP` is set by what is seen on made-up weeks instead
(``tests/bench/risk/alarms.py``): the two charts of crises together say so without cause once in some thirty years at
35,000 people, and more seldom where there are fewer. Where the weeks spread more than Poisson's, their likelihoods
count as much less.
"""

from math import log
from typing import NamedTuple

# Alarms without cause: one in twenty years of feeds and skill, of six agencies both ways, and of each.
TOP = log(20 * 52.18 * 18)
CRISES_TOP = 7.0
# A chart goes no higher, so that it comes down again when what moved it has passed.
_CEILING = 1.5 * TOP
# Of means that are about normal: shifts of one standard deviation, by half of which each week must fall short to count.
_ALLOWANCE = 0.5
# A crisis tells in the labels of four weekly predictions, so that four weeks say little more than one.
_OVERLAP = 4.0


class Tuning(NamedTuple):
    """The changes, as factors, that a chart is quickest to find. Less than half of them never moves it for long."""

    more: float
    less: float


FEEDS = Tuning(1.25, 0.8)
# A model that goes on learning follows a change, and what is seen of it is soon less than what there is.
CRISES = Tuning(1.15, 1 / 1.15)


def move_up(chart: float, found: float, expected: float, spread: float, tuning: Tuning) -> float:
    """``spread``: the variance over Poisson's, at least 1."""
    return _move(chart, found, expected, spread, tuning.more)


def move_down(chart: float, found: float, expected: float, spread: float, tuning: Tuning) -> float:
    return _move(chart, found, expected, spread, tuning.less)


def _move(chart: float, found: float, expected: float, spread: float, factor: float) -> float:
    return _bound(chart + (found * log(factor) - expected * (factor - 1)) / spread)


def move_below(chart: float, deviation: float) -> float:
    """``deviation`` in standard deviations from what is usual. It is a likelihood ratio, too: of a mean that is one
    standard deviation lower, in weeks that overlap."""
    return _bound(chart - (deviation + _ALLOWANCE) / _OVERLAP)


def _bound(chart: float) -> float:
    return round(min(_CEILING, max(0.0, chart)), 4)
