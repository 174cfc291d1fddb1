"""Whether contacts come faster than they did: the last 4 weeks against the 13 before.

Each side has half a contact added, so that none before does not make an infinite pace of any number now: the same
half as in :mod:`scoring.indicators.surprise`. Fewer than three contacts are no pace, and neither is a first month,
which has nothing before it.
"""

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import DAY
from scoring.indicators.edges import count_gone, find_next
from scoring.indicators.told import Told, list_events

RECENT, BEFORE = 28 * DAY, 91 * DAY
LEAST = 3
HALF = 0.5
_RECENT_WEEKS, _BEFORE_WEEKS = 4, 13


def measure_pace(told: Told, asked: Asked, t: float) -> Measured:
    """0 where there is none to tell; 1 is as before, 2 twice as often."""
    selection = told.select(asked)
    gone = count_gone(selection.moments, RECENT, t)
    recent = selection.facts[gone:]
    if len(recent) < LEAST:
        return Measured(0.0, list_events(recent))
    leaving = selection.moments[gone] + RECENT
    assert told.first is not None
    if told.first + RECENT > t:
        return Measured(0.0, list_events(recent), min(leaving, told.first + RECENT))
    forgotten = count_gone(selection.moments, RECENT + BEFORE, t)
    edge = selection.moments[forgotten] + RECENT + BEFORE if forgotten < gone else None
    return Measured(weigh_pace(len(recent), gone - forgotten), list_events(recent), find_next(leaving, edge))


def weigh_pace(recent: int, before: int) -> float:
    """
    >>> weigh_pace(4, 13), round(weigh_pace(8, 6), 1)
    (1.0833333333333333, 4.2)
    """
    return ((recent + HALF) / _RECENT_WEEKS) / ((before + HALF) / _BEFORE_WEEKS)
