"""Dates of birth and ages as people type them."""

import re
from datetime import date

from streams.errors import Invalid

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_UK = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_WRITTEN = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)? ?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,? ?(\d{4})\b", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_AGED = re.compile(
    r"\b(?:aged?:? ?(\d{1,3})\b(?: ?(?:years?|yrs?)(?: old)?\b)?|"
    # Not "3 Y Gorlan", where Y is Welsh for "the".
    r"(\d{1,3})(?: ?(?:years?(?: old)?|yrs?|y/?o)|y| y(?! +[a-z]))\b)",
    re.I,
)
_ALONE = re.compile(r"^\s*(\d{1,3})\s*$")
OLDEST = 120


def take_dates(text: str, field: str) -> tuple[tuple[str, ...], str]:
    """ISO dates, and what else the text says. Raises :class:`Invalid`, naming the field, for what is no date."""
    dates = [(year, month, day) for year, month, day in _ISO.findall(text)]
    text = _ISO.sub(" ", text)
    dates += [(year, month, day) for day, month, year in _UK.findall(text)]
    text = _UK.sub(" ", text)
    dates += [(year, _MONTHS.index(month.lower()) + 1, day) for day, month, year in _WRITTEN.findall(text)]
    try:
        written = [date(*map(int, parts)).isoformat() for parts in dates]
    except ValueError:
        raise Invalid("birth-date", "enter a real date: the calendar has no such day", field) from None
    return tuple(dict.fromkeys(written)), _WRITTEN.sub(" ", text)


def read_birth(text: str, today: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the field for them alone: ISO dates, and years of birth of an age.

    >>> read_birth("14 3 1961", date(2026, 11, 22)), read_birth("45", date(2026, 11, 22))
    ((('1961-03-14',), ()), ((), ('1981', '1980')))
    """
    ages, left = take_ages(_ALONE.sub(r"aged \1", text))
    if ages and not left.strip():
        return (), years_of_birth(ages, today)
    # "14 3 1961", as forms with three boxes taught people to write it.
    dates, rest = take_dates(re.sub(r"(?<=\d)\s+(?=\d)", "/", text), "born")
    if not dates or rest.strip():
        raise Invalid(
            "birth-date", "enter a date of birth as day, month and year, such as 14 3 1961, or an age", "born"
        )
    return dates, ()


def take_ages(text: str) -> tuple[list[int], str]:
    """
    >>> take_ages("Mo, aged 45"), take_ages("Ashby 45 years old")
    (([45], 'Mo,  '), ([45], 'Ashby  '))
    """
    found = [int(before or after) for before, after in _AGED.findall(text)]
    return [age for age in found if age <= OLDEST], _AGED.sub(" ", text)


def years_of_birth(ages: list[int], today: date) -> tuple[str, ...]:
    """
    >>> years_of_birth([45], date(2026, 11, 22))
    ('1981', '1980')
    """
    return tuple(dict.fromkeys(str(today.year - age - before) for age in ages for before in (0, 1)))
