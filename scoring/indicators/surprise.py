"""How unusual the last 28 days are against the 364 before, for the small counts that households have.

With ``k`` contacts in ``e`` earlier periods of 28 days and a Jeffreys prior, Gamma(1/2, 0), for their rate, the next
period's count is negative binomial with size ``k + 1/2`` and mean ``(k + 1/2) / e``: what is not known about a rate of
few contacts widens what is to be expected. A z-score would divide by a spread of nothing in a quiet year.

Told as how many months lie between two with as many contacts or more, ``1 / P(X >= x)``: a figure that can be said
aloud. Somebody seen for the first time has at least one period to their name, so a first contact is "once in 3
months", which alarms nobody.

Source: M. Höhle, "surveillance: an R package for the monitoring of infectious diseases", Computational Statistics 22
(2007), 571-582: the Bayesian predictive posterior, there for counts of cases a week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import DAY
from scoring.indicators.edges import count_elapsed, count_gone, find_next
from scoring.indicators.facts import Fact
from scoring.indicators.told import Told, list_events

PERIOD = 28 * DAY
PERIODS = 13
PRIOR = 0.5
# Nothing is told as rarer than a rule can ask for; below it, too, the sum of a tail is exact.
RAREST = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Usual:
    """``before``: contacts in the whole ``periods`` of 28 days before the last, 1 to 13. ``changes`` as
    :class:`scoring.indicators.asked.Measured`'s."""

    recent: Sequence[Fact]
    before: int
    periods: int
    changes: float | None

    @property
    def rate(self) -> float:
        """Contacts in 28 days."""
        return self.before / self.periods


def find_usual(told: Told, asked: Asked, t: float) -> Usual:
    """Periods are whole ones since the first contact of any kind: what is left over makes the usual rate rather too
    high than too low."""
    selection = told.select(asked)
    moments, facts = selection.moments, selection.facts
    gone, forgotten = count_gone(moments, PERIOD, t), count_gone(moments, PERIOD * (PERIODS + 1), t)
    seen = 0 if told.first is None else count_elapsed(told.first, PERIOD, t)
    changes = find_next(
        moments[gone] + PERIOD if gone < len(moments) else None,
        moments[forgotten] + PERIOD * (PERIODS + 1) if forgotten < gone else None,
        told.first + PERIOD * max(seen + 1, 3) if told.first is not None and seen <= PERIODS else None,
    )
    return Usual(facts[gone:], gone - forgotten, min(max(seen - 1, 1), PERIODS), changes)


def measure_surprise(told: Told, asked: Asked, t: float) -> Measured:
    """Months, 1 or more; 1 where nothing happened, and no time will change that."""
    usual = find_usual(told, asked, t)
    if not usual.recent:
        return Measured(1.0)
    months = weigh_surprise(len(usual.recent), usual.before, usual.periods)
    return Measured(months, list_events(usual.recent), usual.changes)


def weigh_surprise(count: int, before: int, periods: int) -> float:
    """Months between two with ``count`` contacts or more, where ``periods`` of 28 days had ``before``.

    >>> [round(weigh_surprise(count, 0, 1), 1) for count in (0, 1, 2, 3)]
    [1.0, 3.4, 8.6, 20.1]
    >>> [round(weigh_surprise(count, 13, 13), 1) for count in (1, 3, 6)]
    [1.6, 10.6, 731.9]
    """
    size = before + PRIOR
    missed = 1 / (periods + 1)
    if count <= size / periods:
        return 1 / (1 - _sum_below(count, size, missed))
    return min(RAREST, 1 / max(_sum_from(count, size, missed), 1 / RAREST))


def _sum_below(count: int, size: float, missed: float) -> float:
    term, total = exp(size * log1p(-missed)), 0.0
    for number in range(count):
        total += term
        term *= missed * (size + number) / (number + 1)
    return total


def _sum_from(count: int, size: float, missed: float) -> float:
    # Beyond the mean each term is a shrinking part of the one before.
    combinations = lgamma(size + count) - lgamma(size) - lgamma(count + 1)
    term, total, number = exp(combinations + size * log1p(-missed) + count * log(missed)), 0.0, count
    while term > total * 1e-12:
        total += term
        term *= missed * (size + number) / (number + 1)
        number += 1
    return total
