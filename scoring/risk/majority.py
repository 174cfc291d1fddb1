"""Who is under 18, and so has no score: nobody predicts for a child (rule 6 of the README)."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import msgspec

from scoring.risk.crises import is_in_crisis
from scoring.risk.held import AGE_BAND, Course

_MAJORITY = 18
_LATEST = "-12-31"
# NHS England's age bands, by the age below which somebody is in each.
BANDS = ((12, "0-11"), (18, "12-17"), (26, "18-25"), (65, "26-64"))
_CHILDREN = [name for below, name in BANDS if below <= _MAJORITY]
_GROWN = next(name for below, name in BANDS if below > _MAJORITY)


def find_majority(birth_date: str) -> int:
    """When somebody is 18 for certain, whole Unix seconds, 0 where no birth date is known. Where only its year or month
    is, the last day counts, and of whom was born on 29 February 1 March.

    >>> [datetime.fromtimestamp(find_majority(born), UTC).date().isoformat() for born in ("2008", "2008-06")]
    ['2026-12-31', '2026-06-30']
    >>> datetime.fromtimestamp(find_majority("2008-02-29"), UTC).isoformat(), find_majority("")
    ('2026-03-01T00:00:00+00:00', 0)
    """
    if not birth_date:
        return 0
    year, month, day = map(int, (birth_date + _LATEST[len(birth_date) - 4 :]).split("-"))
    day = min(day, monthrange(year, month)[1])
    return int((datetime(year + _MAJORITY, month, 1, tzinfo=UTC) + timedelta(days=day - 1)).timestamp())


def is_under_age(course: Course, t: float) -> bool:
    return t < course.adult


def come_of_age(course: Course, t: float) -> Course:
    """Of whom nothing was heard since their birthday: what is predicted of them from then on is of no child."""
    slices = course.slices
    if not course.adult or is_under_age(course, t) or slices[AGE_BAND] not in _CHILDREN:
        return course
    return msgspec.structs.replace(course, slices=(*slices[:AGE_BAND], _GROWN, *slices[AGE_BAND + 1 :]))


def is_scored(course: Course, t: float) -> bool:
    """Nobody who is in crisis, or under 18."""
    return not is_under_age(course, t) and not is_in_crisis(course, t)
