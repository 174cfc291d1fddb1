"""From what somebody types into a search box to the terms that records are kept under.

A search is a list of alternatives; a record is found when it has every term of any one of them.
"""

import re
from collections.abc import Iterable
from datetime import date

from scoring.linkage.names import search_words
from scoring.linkage.places import parse
from streams.errors import Invalid

Alternatives = list[frozenset[str]]

_NHS_NUMBER = re.compile(r"\b(\d{3})[ -]?(\d{3})[ -]?(\d{4})\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_UK_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_WRITTEN_DATE = re.compile(
    r"\b(\d{1,2}) ?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* ?(\d{4})\b", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b")
# Not F and digits: "F2" is a flat, and no postcode area is called F.
_OUTWARD = re.compile(r"\b(?!F\d)[A-Z]{1,2}\d[A-Z\d]?\b")
_UPRN = re.compile(r"\b\d{6,12}\b")


def read_person_query(text: str, born: str = "") -> Alternatives:
    """``born`` is empty or a date as people write one.

    Raises :class:`Invalid` when nothing is left to search for, or a date is none.

    >>> [sorted(terms) for terms in read_person_query("Mrs O'Brien 999 000 0018")]
    [['9990000018', 'OBRIEN']]
    >>> [sorted(terms) for terms in read_person_query("Mo", "14/3/1961")]
    [['1961-03-14', 'MO'], ['1961-03', 'MO'], ['1961', 'MO']]
    """
    births, rest = _take_dates(text, "q")
    births += _read_born(born) if born else []
    numbers = {"".join(digits) for digits in _NHS_NUMBER.findall(rest)}
    # The parts of a double name, for a record may hold them in two fields; a whole name is one part.
    parts = re.split(r"[\s,-]+", _NHS_NUMBER.sub(" ", rest))
    words = numbers | {word for part in parts for word in search_words(part)}
    if not words and not births:
        raise Invalid("query-empty", "enter a name, a date of birth or an NHS number", "q")
    return _with_births(frozenset(words), births)


def read_address_query(text: str) -> Alternatives:
    """
    >>> sorted(read_address_query("flt 2, 14 Curlew St nm42qx")[0])
    ['14', '2', 'CURLEW', 'NM42QX', 'STREET']
    """
    upper = text.upper()
    codes = {outward + inward for outward, inward in _POSTCODE.findall(upper)}
    rest = _POSTCODE.sub(" ", upper)
    codes |= set(_OUTWARD.findall(rest)) | {uprn.lstrip("0") for uprn in _UPRN.findall(rest)}
    premises = parse(_UPRN.sub(" ", _OUTWARD.sub(" ", rest)))
    words = f"{premises.flat} {premises.number} {premises.name} {premises.street}".split()
    if not codes and not words:
        raise Invalid("query-empty", "enter a street, a house number or name, a postcode or a UPRN", "q")
    return [frozenset((*words, *codes))]


def _read_born(text: str) -> list[str]:
    # "14 3 1961", as forms with three boxes taught people to write it.
    dates, rest = _take_dates(re.sub(r"(?<=\d)\s+(?=\d)", "/", text), "born")
    if not dates or rest.strip():
        raise Invalid("birth-date", "enter a date of birth as day, month and year, such as 14 3 1961", "born")
    return dates


def _take_dates(text: str, field: str) -> tuple[list[str], str]:
    dates = [(year, month, day) for year, month, day in _ISO_DATE.findall(text)]
    text = _ISO_DATE.sub(" ", text)
    dates += [(year, month, day) for day, month, year in _UK_DATE.findall(text)]
    text = _UK_DATE.sub(" ", text)
    dates += [(year, _MONTHS.index(month.lower()) + 1, day) for day, month, year in _WRITTEN_DATE.findall(text)]
    try:
        written = [date(*map(int, parts)).isoformat() for parts in dates]
    except ValueError:
        raise Invalid("birth-date", "enter a real date: the calendar has no such day", field) from None
    return written, _WRITTEN_DATE.sub(" ", text)


def _with_births(words: frozenset[str], births: Iterable[str]) -> Alternatives:
    """A record may know only the month or the year of a birth."""
    alternatives = [words]
    for born in births:
        alternatives = [terms | {born[:length]} for terms in alternatives for length in (10, 7, 4)]
    return alternatives
