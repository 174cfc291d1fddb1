"""A birth date as it was written, whether a calendar has it or not, and how two of them compare."""

import re
from functools import lru_cache

import msgspec
from rapidfuzz.distance import Hamming

from scoring.linkage.fillers import is_filler_date
from scoring.linkage.persons.levels import Birth

_DIGITS = re.compile(r"[0-9]+")
# Mothers under 15 are a few in 100,000 births (ONS, births by parents' characteristics).
_GENERATION = 15
# Fathers over 50 are one in 200 births (ONS, births by parents' characteristics), and grandfathers seldom live there.
_TWO_GENERATIONS = 50
# Born before this year, people are 25 or older as Linnet is written. Of those from 20 to 34, 34 % of men and 22 % of
# women live with their parents (ONS, Families and households in the UK: 2024), most of them the younger half.
_GROWN = "2001"
_OF_THE_GROWN = {level: Birth[f"{level.name}_GROWN"] for level in Birth if Birth.SAME <= level <= Birth.FAR}


class BirthForm(msgspec.Struct, frozen=True, eq=False, gc=False):
    """``digits`` is YYYYMMDD, YYYYMM, YYYY or ''. On 1 January often only the year is known: ``whole`` is false."""

    digits: str
    year: str
    whole: bool


_UNKNOWN = BirthForm("", "", False)


@lru_cache(maxsize=131_072)
def read_birth(written: str) -> BirthForm:
    digits = "".join(_DIGITS.findall(written[:20]))
    if len(digits) not in (4, 6, 8) or is_filler_date(digits) or not digits.isascii():
        return _UNKNOWN
    return BirthForm(digits, digits[:4], len(digits) == 8 and digits[4:] != "0101")


def compare_births(one: BirthForm, other: BirthForm) -> Birth:
    if not one.digits or not other.digits:
        return Birth.UNKNOWN
    if not (one.whole and other.whole):
        return _compare_partly(one, other)
    level = _compare_whole(one.digits, other.digits)
    return _OF_THE_GROWN[level] if one.year < _GROWN and other.year < _GROWN else level


def _compare_whole(a: str, b: str) -> Birth:
    if a == b:
        return Birth.SAME
    same_year, same_month, same_day = a[:4] == b[:4], a[4:6] == b[4:6], a[6:] == b[6:]
    if same_year and a[4:6] == b[6:] and a[6:] == b[4:6]:
        return Birth.TURNED
    wrong = Hamming.distance(a, b)
    if wrong == 1:
        return Birth.DIGIT
    if wrong == 2 and sorted(a) == sorted(b):
        return Birth.DIGITS_SWAPPED
    if same_month and same_day:
        return Birth.DAY_AND_MONTH
    if same_year:
        return Birth.TWO_PARTS if same_month or same_day else Birth.YEAR
    apart = abs(int(a[:4]) - int(b[:4]))
    if apart < _GENERATION:
        return Birth.APART
    return Birth.GENERATION if apart <= _TWO_GENERATIONS else Birth.FAR


def _compare_partly(one: BirthForm, other: BirthForm) -> Birth:
    if one.year == other.year:
        months = {form.digits[4:6] for form in (one, other) if not _only_year(form)}
        return Birth.PARTLY_SAME if len(months) == 1 and not (_only_year(one) or _only_year(other)) else Birth.YEAR_ONLY
    apart = _years_apart(one, other)
    if apart <= 1:
        return Birth.YEAR_NEAR
    return Birth.YEAR_APART if apart < _GENERATION else Birth.YEAR_FAR


def _only_year(form: BirthForm) -> bool:
    return len(form.digits) == 4 or form.digits[4:] == "0101"


def _years_apart(one: BirthForm, other: BirthForm) -> int:
    return abs(int(one.year) - int(other.year))
