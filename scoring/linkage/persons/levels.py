"""How two records can compare in each field, in words a clerk understands, from most alike to least.

A level belongs to a *case*: what could be compared at all. Its probabilities are conditional on the case, so that a
year that agrees where only years are known is weighed against years that do not, and not against whole dates. That
the case itself came about (a birth date is missing, a name is an initial) says nothing about who is who.
"""

from collections.abc import Mapping
from enum import IntEnum


class Given(IntEnum):
    UNKNOWN = 0
    SAME = 1
    PART = 2
    NICKNAME = 3
    SLIP = 4
    SOUND = 5
    ALIKE = 6
    DIFFERENT = 7
    INITIAL = 8
    OTHER_INITIAL = 9
    SWAPPED = 10
    SWAPPED_ALIKE = 11
    HALF_SWAPPED = 12
    MIDDLE_INITIAL = 13
    NAME_OF_MANY = 14


class Family(IntEnum):
    """A woman's family name may change when she marries: those are cases of their own."""

    UNKNOWN = 0
    SAME = 1
    PART = 2
    SLIP = 3
    SOUND = 4
    ALIKE = 5
    DIFFERENT = 6
    INITIAL = 7
    OTHER_INITIAL = 8
    SAME_WOMAN = 9
    PART_WOMAN = 10
    SLIP_WOMAN = 11
    SOUND_WOMAN = 12
    ALIKE_WOMAN = 13
    DIFFERENT_WOMAN = 14


class Birth(IntEnum):
    """From fifteen years apart two are a ``GENERATION``, and over fifty ``FAR``: a parent and a child may bear one
    name, never one birth date. Of whole dates of two adults each level is another, since twins, and namesakes of two
    generations, seldom share a home once both are grown up."""

    UNKNOWN = 0
    SAME = 1
    TURNED = 2
    DIGIT = 3
    DIGITS_SWAPPED = 4
    DAY_AND_MONTH = 5
    TWO_PARTS = 6
    YEAR = 7
    APART = 8
    GENERATION = 9
    FAR = 10
    SAME_GROWN = 11
    TURNED_GROWN = 12
    DIGIT_GROWN = 13
    DIGITS_SWAPPED_GROWN = 14
    DAY_AND_MONTH_GROWN = 15
    TWO_PARTS_GROWN = 16
    YEAR_GROWN = 17
    APART_GROWN = 18
    GENERATION_GROWN = 19
    FAR_GROWN = 20
    PARTLY_SAME = 21
    YEAR_ONLY = 22
    YEAR_NEAR = 23
    YEAR_APART = 24
    YEAR_FAR = 25


class Gender(IntEnum):
    """A given name tells most of the gender: that it agrees too says next to nothing once the name does."""

    UNKNOWN = 0
    SAME = 1
    DIFFERENT = 2
    SAME_LIKE_NAME = 3
    DIFFERENT_DESPITE_NAME = 4


class Number(IntEnum):
    UNKNOWN = 0
    SAME = 1
    MISPRINT = 2
    DIFFERENT = 3


class Whereabouts(IntEnum):
    """Premises, street and postcode in one: they agree or differ together, and would be counted three times."""

    UNKNOWN = 0
    DOOR = 1
    DOOR_OTHER_POSTCODE = 2
    BUILDING = 3
    OTHER_FLAT = 4
    NEIGHBOUR = 5
    SAME_POSTCODE = 6
    SAME_AREA = 7
    ELSEWHERE = 8
    COMMUNAL = 9
    POSTCODE = 10
    POSTCODE_SLIP = 11
    AREA = 12
    OTHER_AREA = 13
    NUMBER_SLIP = 14


FIELDS: Mapping[str, type[IntEnum]] = {
    "given name": Given,
    "family name": Family,
    "birth date": Birth,
    "gender": Gender,
    "NHS number": Number,
    "address": Whereabouts,
}

# The levels of each case of each field. Within a case their probabilities sum to one.
CASES: Mapping[str, tuple[tuple[IntEnum, ...], ...]] = {
    "given name": (
        (
            Given.SAME,
            Given.PART,
            Given.NICKNAME,
            Given.SLIP,
            Given.SOUND,
            Given.ALIKE,
            Given.DIFFERENT,
            Given.SWAPPED,
            Given.SWAPPED_ALIKE,
            Given.HALF_SWAPPED,
            Given.MIDDLE_INITIAL,
            Given.NAME_OF_MANY,
        ),
        (Given.INITIAL, Given.OTHER_INITIAL),
    ),
    "family name": (
        (Family.SAME, Family.PART, Family.SLIP, Family.SOUND, Family.ALIKE, Family.DIFFERENT),
        (
            Family.SAME_WOMAN,
            Family.PART_WOMAN,
            Family.SLIP_WOMAN,
            Family.SOUND_WOMAN,
            Family.ALIKE_WOMAN,
            Family.DIFFERENT_WOMAN,
        ),
        (Family.INITIAL, Family.OTHER_INITIAL),
    ),
    "birth date": (
        tuple(level for level in Birth if Birth.SAME <= level <= Birth.FAR_GROWN),
        tuple(level for level in Birth if level >= Birth.PARTLY_SAME),
    ),
    "gender": ((Gender.SAME, Gender.DIFFERENT), (Gender.SAME_LIKE_NAME, Gender.DIFFERENT_DESPITE_NAME)),
    "NHS number": ((Number.SAME, Number.MISPRINT, Number.DIFFERENT),),
    "address": (
        (
            *(level for level in Whereabouts if Whereabouts.DOOR <= level <= Whereabouts.COMMUNAL),
            Whereabouts.NUMBER_SLIP,
        ),
        tuple(level for level in Whereabouts if Whereabouts.POSTCODE <= level <= Whereabouts.OTHER_AREA),
    ),
}
