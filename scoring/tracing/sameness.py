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

from scoring.linkage.names import compare_form
from scoring.linkage.persons.comparison import compare
from scoring.linkage.persons.features import read_features
from scoring.linkage.persons.levels import Family, Gender, Given
from scoring.linkage.records import Identity

_SAME_GIVEN = frozenset([Given.SAME, Given.PART, Given.NICKNAME, Given.SWAPPED])
# Wrongly keyed, wrongly heard, an initial, or nothing said: it speaks neither for nor against.
_OPEN_GIVEN = frozenset([Given.UNKNOWN, Given.SLIP, Given.SOUND, Given.INITIAL, Given.SWAPPED_ALIKE])
_SAME_FAMILY = frozenset([Family.SAME, Family.PART, Family.SAME_WOMAN, Family.PART_WOMAN])
_OTHER_GENDER = frozenset([Gender.DIFFERENT, Gender.DIFFERENT_DESPITE_NAME])
_WHOLE, _SHORTEST = 10, 3


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """What agrees besides the NHS number: at least one of the two."""

    birth_date: bool
    name: bool


def read_number(said: Identity) -> str:
    """Empty for none, and for one that cannot be: a wrong check digit, or one digit ten times over."""
    number = said.nhs_number
    return number if number and len(set(number)) > 1 and nhs_number.is_valid(number) else ""


def find_ground(one: Identity, other: Identity) -> Ground | None:
    """None where the two are not certainly one person. Symmetric."""
    number = read_number(one)
    if not number or number != read_number(other) or _births_contradict(one.birth_date, other.birth_date):
        return None
    given, family, _, gender, _, _ = compare(read_features(one), read_features(other)).levels
    undecided = given in _OPEN_GIVEN or _shortens(one.given_name, other.given_name)
    if given not in _SAME_GIVEN and (not undecided or gender in _OTHER_GENDER):
        return None
    born = len(one.birth_date) == _WHOLE and one.birth_date == other.birth_date
    named = given is Given.SWAPPED or (given in _SAME_GIVEN and family in _SAME_FAMILY)
    return Ground(born, named) if born or named else None


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
