"""Whether contacts come faster than they did: the last 4 weeks against the 13 before, or as many of them as have passed
since somebody was first seen.

Each side has half a contact added, so that none before does not make an infinite pace of any number now: the same
half as in :mod:`scoring.indicators.surprise`. Fewer than three contacts are no pace, and neither is a first month,
which has nothing before it.
"""

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import DAY
from scoring.indicators.edges import count_elapsed, count_gone, find_next
from scoring.indicators.told import Told, list_events

WEEK = 7 * DAY
RECENT, BEFORE = 4, 13
LEAST = 3
HALF = 0.5


def measure_pace(told: Told, asked: Asked, t: float) -> Measured:
    """0 where there is none to tell; 1 is as before, 2 twice as often."""
    selection = told.select(asked)
    gone = count_gone(selection.moments, RECENT * WEEK, t)
    recent = selection.facts[gone:]
    if len(recent) < LEAST:
        return Measured(0.0, list_events(recent))
    assert told.first is not None
    leaving = selection.moments[gone] + RECENT * WEEK
    seen = count_elapsed(told.first, WEEK, t)
    if seen < RECENT:
        return Measured(0.0, list_events(recent), min(leaving, told.first + RECENT * WEEK))
    forgotten = count_gone(selection.moments, (RECENT + BEFORE) * WEEK, t)
    changes = find_next(
        leaving,
        selection.moments[forgotten] + (RECENT + BEFORE) * WEEK if forgotten < gone else None,
        told.first + WEEK * max(seen + 1, RECENT + 2) if seen < RECENT + BEFORE else None,
    )
    weeks = min(max(seen - RECENT, 1), BEFORE)
    return Measured(weigh_pace(len(recent), gone - forgotten, weeks), list_events(recent), changes)


def weigh_pace(recent: int, before: int, weeks: int) -> float:
    """``before``: contacts in the ``weeks`` before the recent four.

    >>> weigh_pace(4, 13, 13), round(weigh_pace(8, 6, 13), 1), round(weigh_pace(8, 6, 4), 1)
    (1.0833333333333333, 4.2, 1.3)
    """
    return ((recent + HALF) / RECENT) / ((before + HALF) / weeks)
