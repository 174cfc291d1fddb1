"""Whether somebody is seen as often as they usually are, and soon enough after a hospital stay."""

from collections.abc import Collection
from dataclasses import dataclass
from math import log2

from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.cases import find_moment
from scoring.risk.course import find_level
from scoring.risk.held import Course
from scoring.risk.signals import ATTENDED
from scoring.state.documents import Contact
from streams.caseload import Following
from streams.codes.mental_health import AttendStatus

_HALF_LIFE = 90.0
_HOUR = 3_600
# Whether it ends the stay.
_STAYS = {"mh-spell-started": False, "mh-spell-ended": True}
_SEEN = frozenset({AttendStatus.ON_TIME.value, AttendStatus.LATE_SEEN.value})


@dataclass(frozen=True, slots=True)
class Absence:
    """``since``: the last contact attended or, where there was none, the referral. ``usual``: seconds between two
    before, None where there were not two."""

    since: float
    ever: bool
    usual: float | None


@dataclass(frozen=True, slots=True)
class Discharge:
    """From a hospital stay that ``ended``. ``seen``: the first contact attended after it, None while there is none."""

    ended: float
    seen: float | None

    def was_in_time(self, following: Following) -> bool:
        return self.seen is not None and self.seen <= self.ended + following.follow_up_hours * _HOUR


def find_absence(course: Course, following: Following, t: float) -> Absence | None:
    """None for who was seen lately enough."""
    attended = find_moment(course, "attended")
    since = attended or find_moment(course, "caseload")
    if t - since <= following.least_days * DAY:
        return None
    usual = find_usual(course, attended) if attended else None
    allowed = following.most_days * DAY
    if usual is not None:
        allowed = min(allowed, max(following.least_days * DAY, following.usual_times * usual))
    return Absence(since, bool(attended), usual) if t - since > allowed else None


def find_usual(course: Course, attended: float) -> float | None:
    """Seconds between two contacts attended, going by some half a year before the last.

    Of contacts ``d`` apart the sum of ``0.5 ** (age / half-life)`` at the last is ``1 / (1 - 0.5 ** (d / half-life))``;
    of those who began lately it is less, so that their usual is taken for longer than it is.
    """
    level = find_level(course, ATTENDED, _HALF_LIFE, attended)
    return -_HALF_LIFE * DAY * log2(1 - 1 / level) if level > 1.01 else None


def find_discharge(contacts: Collection[Contact], t: float) -> Discharge | None:
    """The latest by ``t``; None for who is in hospital again, and who never was."""
    stays: dict[str, tuple[list[float], list[float]]] = {}
    for one in contacts:
        if one.kind in _STAYS and one.happened <= t:
            stays.setdefault(one.case_id, ([], []))[_STAYS[one.kind]].append(one.happened)
    found = [_find_stay(*each) for each in stays.values()]
    last = max((moment for moment, ended in found if ended), default=0.0)
    if not last or any(moment >= last for moment, ended in found if not ended):
        return None
    seen = [one.happened for one in contacts if _is_attended(one) and last < one.happened <= t]
    return Discharge(last, min(seen, default=None))


def _find_stay(begun: list[float], ended: list[float]) -> tuple[float, bool]:
    """Since when somebody is there, or gone. An end at its beginning, or less than a day before it, is of the same day:
    some trusts know the day and not the hour. One between two beginnings was taken back by the later, and so was one
    whose own is not read."""
    last = max(ended, default=None)
    if last is None or (begun and last < max(begun) and not min(begun) - DAY < last < min(begun)):
        return max(begun), False
    return max([last, *begun]), True


def _is_attended(contact: Contact) -> bool:
    return contact.kind == "mh-contact-recorded" and contact.category in _SEEN
