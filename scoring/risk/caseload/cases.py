"""One person on a caseload, as groups, lists and workloads look at them."""

from dataclasses import dataclass

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.course import MOMENT_PLACES, TRAITS
from scoring.risk.held import AGE_BAND, Awaiting, Course

# Weekly scores are a week apart; somebody's of a moment is at most so old.
_STALE = 8 * DAY
_TRAIT_PLACES = {name: place for place, name in enumerate(TRAITS)}


@dataclass(frozen=True, slots=True)
class Case:
    """``probability`` of a crisis in 28 days as of now, None for who is in crisis, or else ``under_age``: 18 not yet;
    ``weekly`` scores of a quarter, earliest first."""

    person: EntityId
    course: Course
    weekly: tuple[Awaiting, ...]
    probability: float | None
    under_age: bool = False

    @property
    def team(self) -> str:
        return self.course.team

    @property
    def worker(self) -> str:
        return self.course.worker


def find_moment(course: Course, name: str) -> float:
    """Unix seconds, 0 for never, or if the course is of a version that did not keep it."""
    place = MOMENT_PLACES[name]
    return course.moments[place] if place < len(course.moments) else 0


def find_trait(course: Course, name: str) -> str:
    """A code, empty where nothing is recorded."""
    return course.slices[AGE_BAND] if name == "age-band" else course.traits[_TRAIT_PLACES[name]]


def find_score(case: Case, t: float) -> float | None:
    """As it was at ``t``: the weekly score of then. None where there was none, as in a crisis."""
    for one in reversed(case.weekly):
        if one.made <= t:
            return one.probability if one.made > t - _STALE else None
    return None
