"""Dates and times as agencies write them, in the letters that spreadsheets use: dd/mm/yyyy hh:mm."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache

from pydantic_core import PydanticCustomError

from consumers.feeds.faults import Misread

_TOKEN = re.compile(r"yyyy|mmm|mm|dd|hh|ss|iso|T(?=hh)|[a-zA-Z]+|[^a-zA-Z]")
_TIME = re.compile(r"hh[^a-zA-Z ]?mm(?:[^a-zA-Z ]?ss)?")
_PATTERNS = {
    "yyyy": "(?P<year>[0-9]{4})",
    "mmm": "(?P<name>[A-Za-z]{3,9})",
    "month": "(?P<month>[0-9]{1,2})",
    "dd": "(?P<day>[0-9]{1,2})",
    "hh": "(?P<hour>[0-9]{1,2})",
    "minute": "(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = frozenset(
    (
        *("january", "february", "march", "april", "june", "july", "august", "september", "sept", "october"),
        *("november", "december"),
    )
)
_DAY = timedelta(days=1)
ISO = "iso"

_ISO_EXPECTED = "2026-11-23T14:05:00+00:00"
_KNOWN_AT = 20_000


def check_form(form: str) -> str:
    """Raises pydantic's own error, for mappings."""
    try:
        _compile(form)
    except ValueError as fault:  # Invalid
        raise PydanticCustomError("date_letters", "{why}", {"why": str(fault)}) from None
    return form


@cache
def _compile(form: str) -> re.Pattern[str]:
    if form == ISO:
        return re.compile("")
    parts, after_hour = [], False
    for token in _TOKEN.findall(form):
        if token.isalpha() and (token == ISO or token not in ("yyyy", "mmm", "mm", "dd", "hh", "ss", "T")):
            raise ValueError(f"{token!r} is no part of a date: use yyyy, mm or mmm, dd, hh:mm and ss, or iso alone")
        # As spreadsheets have it: mm after hh is minutes.
        name = ("minute" if after_hour else "month") if token == "mm" else token
        parts.append(_PATTERNS.get(name, re.escape(token)))
        after_hour = after_hour or token == "hh"
    return _finish(form, "".join(parts))


def _finish(form: str, pattern: str) -> re.Pattern[str]:
    try:
        found = re.compile(pattern)
    except re.error:  # Invalid
        raise ValueError(f"{form!r} names a part of the date twice") from None
    names = set(found.groupindex)
    if "year" not in names:
        raise ValueError(f"{form!r} has no yyyy: a year of two digits leaves the century open")
    if ("day" in names and not names & {"month", "name"}) or ("hour" in names and "minute" not in names):
        raise ValueError(f"{form!r} leaves out a part in the middle: expected such as dd/mm/yyyy hh:mm")
    return found


def has_day(form: str) -> bool:
    return form == ISO or "day" in _compile(form).groupindex


def date_reader(forms: tuple[str, ...]) -> Callable[[str], str | Misread]:
    """To YYYY-MM-DD, or what is known of it; whether the day exists is for the contract to say."""

    patterns = [(form == ISO, _compile(form).fullmatch, "day" in _compile(form).groupindex) for form in forms]

    def read(cell: str) -> str | Misread:
        for is_iso, fit, whole in patterns:
            if is_iso:
                return cell[:10]
            if (match := fit(cell)) and (month := _month(match)) is not None:
                year = match["year"]
                if whole:
                    return f"{year}-{month:02}-{int(match['day']):02}"
                return f"{year}-{month:02}" if month else year
        return Misread("date-form", f"a date written {_or(forms)}")

    return read


class Moments:
    """Cells as aware moments. Of the hour that an autumn night has twice it is the first; an hour that a spring night
    does not have is refused.

    Cost: 5 µs for a cell whose day or time of day is new, below 1 µs for one whose both have been seen.
    """

    def __init__(self, forms: tuple[str, ...], zone: tzinfo) -> None:
        self._forms, self._zone = forms, zone
        self._patterns = [(form == ISO, _compile(form).fullmatch) for form in forms]
        self._halves = _has_halves(forms)
        self._days: dict[str, tuple[int, int, int, tzinfo]] = {}
        self._times: dict[str, tuple[int, int, int]] = {}
        self._offsets: dict[tuple[int, int, int], tzinfo | None] = {}

    def recall(self, cell: str) -> datetime | None:
        """None for a cell that has to be read."""
        left, _, right = cell.partition(" ")
        if left in self._days and right in self._times:
            year, month, day, offset = self._days[left]
            hour, minute, second = self._times[right]
            return datetime(year, month, day, hour, minute, second, 0, offset)
        return None

    def read(self, cell: str) -> datetime | Misread:
        for is_iso, fit in self._patterns:
            if is_iso:
                return _read_iso(cell, self._zone)
            if match := fit(cell):
                return self._read_by(match, cell)
        return Misread("date-form", f"a date and time written {_or(self._forms)}")

    def _read_by(self, match: re.Match[str], cell: str) -> datetime | Misread:
        month = _month(match)
        if month is None:
            return Misread("date-form", f"a date written {_or(self._forms)}")
        at = match.re.groupindex
        day = int(match["year"]), month, int(match["day"])
        hour, minute, second = (int(match[name]) if name in at else 0 for name in ("hour", "minute", "second"))
        try:
            offset = self._offset(day)
            if offset is None:
                return _between((*day, hour, minute, second), self._zone)
            found = datetime(*day, hour, minute, second, tzinfo=offset)
        except (ValueError, OverflowError):  # Invalid
            return Misread("date-real", "a day and a time that exist")
        if self._halves:
            self._keep(cell, (*day, offset), (hour, minute, second))
        return found

    def _offset(self, day: tuple[int, int, int]) -> tzinfo | None:
        if day not in self._offsets:
            if len(self._offsets) >= _KNOWN_AT:
                self._offsets.clear()
            self._offsets[day] = _steady_offset(datetime(*day, tzinfo=self._zone))
        return self._offsets[day]

    def _keep(self, cell: str, day: tuple[int, int, int, tzinfo], time: tuple[int, int, int]) -> None:
        left, space, right = cell.partition(" ")
        if len(self._days) + len(self._times) >= _KNOWN_AT:
            self._days.clear()
            self._times.clear()
        if space:
            self._days[left], self._times[right] = day, time


def _has_halves(forms: tuple[str, ...]) -> bool:
    """Whether what stands before a cell's first space is a whole day, which all forms write alike, and what stands
    behind it a time: then a day and a time that were each read before are read together.

    >>> [_has_halves((form, "dd/mm/yyyy")) for form in ("dd/mm/yyyy hh:mm", "dd mmm yyyy", "hh:mm dd/mm/yyyy")]
    [True, False, False]
    """
    halves = [(left, right) for left, space, right in (form.partition(" ") for form in forms) if space]
    days, times = {left for left, _ in halves}, [right for _, right in halves]
    whole = all("yyyy" in day and "mm" in day and "dd" in day and "hh" not in day for day in days)
    return ISO not in forms and len(days) == 1 and whole and all(map(_TIME.fullmatch, times))


def _steady_offset(midnight: datetime) -> tzinfo | None:
    """None for a day on which the clocks change."""
    offset = midnight.utcoffset()
    steady = offset is not None and offset == (midnight + _DAY).utcoffset()
    return _fix(offset) if steady and offset is not None else None


@cache
def _fix(offset: timedelta) -> timezone:
    # One object for each offset: moments are compared several times as fast if theirs is the same.
    return timezone(offset)


def _between(wall: tuple[int, ...], zone: tzinfo) -> datetime | Misread:
    year, month, day, hour, minute, second = wall
    local = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    first, later = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert first is not None
    assert later is not None
    if later > first:
        return Misread("date-real", "a time that exists: the clocks went forward that night")
    return local.replace(tzinfo=_fix(first))


def _read_iso(cell: str, zone: tzinfo) -> datetime | Misread:
    try:
        if cell[4:5] != "-" or cell[7:8] != "-":
            return Misread("date-form", f"a date and time such as {_ISO_EXPECTED}")
        found = datetime.fromisoformat(cell)
        return found if found.tzinfo else _between(found.timetuple()[:6], zone)
    except (ValueError, OverflowError):  # Invalid
        return Misread("date-form", f"a date and time such as {_ISO_EXPECTED}")


def _month(match: re.Match[str]) -> int | None:
    """0 where the form has none, None for a name of no month."""
    if "month" in match.re.groupindex:
        return int(match["month"])
    if "name" not in match.re.groupindex:
        return 0
    low = match["name"].lower()
    return _MONTHS.index(low[:3]) + 1 if low in _MONTHS or low in _LONG else None


def _or(forms: tuple[str, ...]) -> str:
    return " or ".join(_ISO_EXPECTED if form == ISO else form for form in forms)
