"""Made-up weeks of a caseload, for the watch over the model to look at: three in a hundred predictions come true."""

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from scoring.risk.drift import follow
from scoring.risk.vigil import Shape, Vigil, Week
from scoring.risk.watch.watched import AGENCIES, SIGNALS

WEEK = 7 * 86_400.0
# A Monday.
START = 4 * 86_400.0 + 2_000 * WEEK
_RATE = 0.03
# Shares of the caseload that each agency is in touch with in a week.
_TOUCHED = (0.02, 0.004, 0.015, 0.05, 0.01, 0.5)
# By week: crises over expected, and police contacts over usual.
Weather = Callable[[int], tuple[float, float]]


def live(random: np.random.Generator, people: int, weeks: int, weather: Weather) -> Vigil:
    """The watch after so many weeks."""
    vigil = follow(None, (), (), START)
    for number in range(weeks):
        week, shape = write_week(random, vigil.current.number, people, *weather(number))
        vigil = follow(replace(vigil, current=week, shape=shape), (), (), START + (number + 1) * WEEK)
    return vigil


def write_week(random: np.random.Generator, number: int, people: int, more: float, police: float) -> tuple[Week, Shape]:
    """Crises come one by one, and each makes four predictions come true."""
    true = 4 * int(random.poisson(people * _RATE / 4 * more))
    shares = [share * (police if at == 0 else 1) for at, share in enumerate(_TOUCHED)]
    touched = tuple(int(random.binomial(people, share)) for share in shares)
    added = tuple(random.normal(8, 3, len(AGENCIES)).tolist())
    said = people * _RATE
    week = Week(number, people, said, touched, people, true, said, 0.11 * people, added, true)
    scores = tuple(random.multinomial(people, [1 / 11] * 11).astype(float).tolist())
    levels = tuple((people * 0.2 + random.normal(0, 0.42 * people**0.5, len(SIGNALS))).tolist())
    return week, Shape(scores, levels, tuple(0.22 * people for _ in SIGNALS))
