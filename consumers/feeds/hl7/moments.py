"""HL7 times: YYYYMMDD, then what is known of hours, minutes, seconds and the offset."""

import re
from datetime import datetime, tzinfo

from consumers.feeds.faults import Misread
from consumers.feeds.moments import ISO, Moments

_MOMENT = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})?(?:([0-9]{2})(?:\.[0-9]{1,4})?)?)?([+-][0-9]{4})?"
)
_DATE = re.compile(r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:[0-9.]*)(?:[+-][0-9]{4})?)?)?")
_WRONG = Misread("date-form", "a date and time written YYYYMMDDHHMM, with +ZZZZ behind it or in the declared zone")


def read_moment(said: str | None, zone: tzinfo) -> datetime | Misread | None:
    """
    >>> from datetime import timezone
    >>> str(read_moment("202606011200", timezone.utc)), str(read_moment("20260601120000+0100", timezone.utc))
    ('2026-06-01 12:00:00+00:00', '2026-06-01 12:00:00+01:00')
    """
    if said is None:
        return None
    if not (match := _MOMENT.fullmatch(said)):
        return _WRONG
    year, month, day, hour, minute, second = (match[at] or "00" for at in range(1, 7))
    found = Moments((ISO,), zone).read(f"{year}-{month}-{day}T{hour}:{minute}:{second}{_offset(match[7])}")
    return Misread("date-real", found.expected) if isinstance(found, Misread) else found


def read_date(said: str | None) -> str | Misread | None:
    """To YYYY-MM-DD, or what is known of it.

    >>> read_date("19850412"), read_date("198504"), read_date("198504121030")
    ('1985-04-12', '1985-04', '1985-04-12')
    """
    if said is None:
        return None
    if not (match := _DATE.fullmatch(said)):
        return Misread("date-form", "a date written YYYYMMDD, or what is known of it")
    return "-".join(part for part in match.groups() if part)


def _offset(said: str | None) -> str:
    return f"{said[:3]}:{said[3:]}" if said else ""
