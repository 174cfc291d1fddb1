"""How complex a case is: the sum of the weights of the factors that the partnership declared and that are there."""

from collections.abc import Sequence

from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.cases import find_moment, find_trait
from scoring.risk.course import FEEDS, MOMENT_PLACES
from scoring.risk.held import Course
from streams.caseload import Factor

_FEED_PLACES = [MOMENT_PLACES[feed.value] for feed in FEEDS]


def find_factors(course: Course, factors: Sequence[Factor], t: float) -> tuple[Factor, ...]:
    return tuple([factor for factor in factors if is_there(course, factor, t)])


def weigh_factors(factors: Sequence[Factor]) -> float:
    return sum([factor.weight for factor in factors])


def is_there(course: Course, factor: Factor, t: float) -> bool:
    if factor.trait and find_trait(course, factor.trait) not in factor.codes:
        return False
    if factor.agencies:
        return count_agencies(course, factor.within_days or 0, t) >= factor.agencies
    if factor.moment is None:
        return True
    last = find_moment(course, factor.moment)
    if factor.within_days is not None and not (last and t - last <= factor.within_days * DAY):
        return False
    return factor.unless_days is None or not (last and t - last <= factor.unless_days * DAY)


def count_agencies(course: Course, days: int, t: float) -> int:
    """Besides the mental health trust. 0 is never, and so is before any window."""
    since = max(t - days * DAY, 1.0)
    return len([place for place in _FEED_PLACES if course.moments[place] >= since])
