"""How contacts came over the last year, agency by agency: what a picture of it is drawn from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from scoring.indicators.catalogue import DAY
from scoring.state.documents import Contact
from streams.codes.agencies import Agency

# Thirteen months of the calendar reach back 396 days at most: the weeks cover them.
WEEKS, MONTHS = 57, 13
_WEEK = 7 * DAY
UK = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Course:
    """Counts oldest first: ``weeks`` of seven days each, the last of which ends at ``t``; ``months`` of the calendar in
    UK time, each named by its first day, the last of which is that of ``t`` and may not be over. Only agencies with a
    contact in that time have any."""

    t: float
    months: tuple[date, ...]
    by_week: Mapping[Agency, tuple[int, ...]]
    by_month: Mapping[Agency, tuple[int, ...]]


def chart_course(contacts: Iterable[Contact], t: float) -> Course:
    """Contacts up to ``t``. Cost: one pass."""
    months = list_months(t)
    places = {month: place for place, month in enumerate(months)}
    by_week: dict[Agency, list[int]] = {}
    by_month: dict[Agency, list[int]] = {}
    for contact in contacts:
        if contact.happened > t:
            continue
        agency, ago = Agency(contact.agency), int((t - contact.happened) // _WEEK)
        if ago < WEEKS:
            by_week.setdefault(agency, [0] * WEEKS)[WEEKS - 1 - ago] += 1
        place = places.get(_name_month(contact.happened))
        if place is not None:
            by_month.setdefault(agency, [0] * MONTHS)[place] += 1
    return Course(t, months, _fix(by_week), _fix(by_month))


def list_months(t: float) -> tuple[date, ...]:
    """
    >>> [f"{month:%b %y}" for month in list_months(datetime(2026, 3, 5, tzinfo=UTC).timestamp())][::6]
    ['Mar 25', 'Sep 25', 'Mar 26']
    """
    last = _name_month(t)
    count = 12 * last.year + last.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1))


def _name_month(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, UTC).astimezone(UK).date().replace(day=1)


def _fix(counts: Mapping[Agency, list[int]]) -> dict[Agency, tuple[int, ...]]:
    return {agency: tuple(counts[agency]) for agency in Agency if agency in counts}
