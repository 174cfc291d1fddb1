"""Sequential tests: each week moves a chart, and one that comes to the top is an alarm.

A cumulative sum of log-likelihood ratios that restarts at nought crosses h, while all is well, less often than once in
e^h weeks (Lorden 1971, Annals of Mathematical Statistics 42, 1897). :data:`TOP` is such that all charts together say so
without cause less than once in ten years; where the weeks spread more than Poisson's, their likelihoods count as much
less.
"""

from math import log

# Alarms without cause: one in so many weeks, half of them of crises, which have two charts, and half of feeds and
# skill: of six agencies both ways, and of each.
_WEEKS = 10 * 52.18
CRISES_TOP, TOP = log(_WEEKS * 2 * 2), log(_WEEKS * 2 * 18)
# A chart goes no higher, so that it comes down again when what moved it has passed.
_CEILING = 1.5 * TOP
# The changes that the charts are quickest to find: a quarter more, a fifth less.
_MORE, _LESS = 1.25, 0.8
# Of means that are about normal: shifts of one standard deviation, by half of which each week must fall short to count.
_ALLOWANCE = 0.5


def move_up(chart: float, found: float, expected: float, spread: float) -> float:
    """``spread``: the variance over Poisson's, at least 1."""
    return _bound(chart + (found * log(_MORE) - expected * (_MORE - 1)) / spread)


def move_down(chart: float, found: float, expected: float, spread: float) -> float:
    return _bound(chart + (found * log(_LESS) - expected * (_LESS - 1)) / spread)


def move_below(chart: float, deviation: float) -> float:
    """``deviation`` in standard deviations from what is usual. It is a likelihood ratio, too: of a mean that is one
    standard deviation lower."""
    return _bound(chart - deviation - _ALLOWANCE)


def _bound(chart: float) -> float:
    return round(min(_CEILING, max(0.0, chart)), 4)
