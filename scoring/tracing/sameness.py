"""Whether records of two areas are of one person. Strict, for a wrong answer shows a stranger where they live.

Two records are of one person when both state the same valid NHS number, and the whole birth date or the whole name
agrees as well, and neither the birth dates nor the given names nor, where those differ, the genders contradict it. A
number alone is not enough: a child's visit is recorded under the mother's number, a twin's under the other twin's, and
a father and a son of one name are taken for each other.

Source: NHS Personal Demographics Service, integration guide: a number given is verified by what else is known of the
patient, at least the date of birth.
"""

from dataclasses import dataclass

import nhs_number
from rapidfuzz.distance import OSA

from scoring.linkage.names import compare_form
from scoring.linkage.numbers import is_filler
from scoring.linkage.persons.comparison import compare
from scoring.linkage.persons.features import read_features
from scoring.linkage.persons.levels import Family, Gender, Given
from scoring.linkage.persons.names import compare_names, read_name
from scoring.linkage.records import Identity

_SAME_GIVEN = frozenset([Given.SAME, Given.NICKNAME, Given.SWAPPED])
# Wrongly heard, an initial, or nothing said: it speaks neither for nor against.
_OPEN_GIVEN = frozenset([Given.UNKNOWN, Given.SOUND, Given.INITIAL, Given.SWAPPED_ALIKE])
_SAME_FAMILY = frozenset([Family.SAME, Family.PART, Family.SAME_WOMAN, Family.PART_WOMAN])
_OTHER_GENDER = frozenset([Gender.DIFFERENT, Gender.DIFFERENT_DESPITE_NAME])
_WHOLE, _SHORTEST = 10, 3


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """What agrees besides the NHS number: at least one of the two."""

    birth_date: bool
    name: bool


def read_number(said: Identity) -> str:
    """Empty for none, and for one that cannot be: a wrong check digit, or one that stands for none."""
    number = said.nhs_number
    return number if number and not is_filler(number) and nhs_number.is_valid(number) else ""


def find_ground(one: Identity, other: Identity) -> Ground | None:
    """None where the two are not certainly one person. Symmetric."""
    number = read_number(one)
    if not number or number != read_number(other) or _births_contradict(one.birth_date, other.birth_date):
        return None
    given, family, _, gender, _, _ = compare(read_features(one), read_features(other)).levels
    same = given in _SAME_GIVEN or (given is Given.PART and _differ_in_nothing_else(one.given_name, other.given_name))
    if not same and (not _is_open(given, one.given_name, other.given_name) or gender in _OTHER_GENDER):
        return None
    born = len(one.birth_date) == _WHOLE and one.birth_date == other.birth_date
    named = given is Given.SWAPPED or (same and family in _SAME_FAMILY)
    return Ground(born, named) if born or named else None


def _differ_in_nothing_else(one: str, other: str) -> bool:
    """Of two names of several words that have one in common: many in a family do, such as Kaur or Mohammed.

    >>> _differ_in_nothing_else("Amrit Kaur", "Simran Kaur"), _differ_in_nothing_else("Amrit Kaur", "Amrit")
    (False, True)
    """
    mine, theirs = read_name(one).words, read_name(other).words
    rest, others = (" ".join([w for w in a if w not in b]) for a, b in ((mine, theirs), (theirs, mine)))
    level, _ = compare_names(read_name(rest), read_name(others))
    return level in _SAME_GIVEN or _is_open(level, rest, others)


def _is_open(level: Given, one: str, other: str) -> bool:
    """Whether it speaks neither for nor against. Wrongly keyed is one letter: two make Harpreet of Manpreet."""
    if level is Given.SLIP:
        return any(OSA.distance(a, b) <= 1 for a in _list_forms(one) for b in _list_forms(other))
    return level in _OPEN_GIVEN or _shortens(one, other)


def _list_forms(name: str) -> tuple[str, ...]:
    form = read_name(name)
    return (form.whole, *(form.own or form.words))


def _shortens(one: str, other: str) -> bool:
    """
    >>> _shortens("Tom", "Tomasz"), _shortens("Piotr", "Tomasz"), _shortens("", "Tomasz")
    (True, False, False)
    """
    short, long = sorted((compare_form(one), compare_form(other)), key=len)
    return len(short) >= _SHORTEST and long.startswith(short)


def _births_contradict(one: str, other: str) -> bool:
    """
    >>> _births_contradict("1961", "1961-03-14"), _births_contradict("", "1961"), _births_contradict("1961", "1962-01")
    (False, False, True)
    """
    return not (one.startswith(other) or other.startswith(one))
