"""How far two places agree, part by part.

The number of a level is its place in the model's tables. Each has the words a clerk reads.
"""

from enum import IntEnum
from typing import NamedTuple


class Postcode(IntEnum):
    UNKNOWN = 0
    SAME = 1
    SLIP = 2
    SECTOR = 3
    DISTRICT = 4
    OTHER = 5


class Street(IntEnum):
    UNKNOWN = 0
    SAME = 1
    NEAR = 2
    OTHER_TYPE = 3
    INSIDE = 4
    PARTLY = 5
    OTHER = 6


class Name(IntEnum):
    NEITHER = 0
    ONE = 1
    SAME = 2
    NEAR = 3
    INSIDE = 4
    OTHER = 5


class Number(IntEnum):
    NEITHER = 0
    ONE = 1
    SAME = 2
    MOVED = 3
    SUFFIX = 4
    RANGE = 5
    SLIP = 6
    OTHER = 7


class Unit(IntEnum):
    NEITHER = 0
    ONE = 1
    SAME = 2
    MOVED = 3
    FLOOR = 4
    NEAR = 5
    OTHER = 6


class Locality(IntEnum):
    UNKNOWN = 0
    SAME = 1
    SOME = 2
    OTHER = 3


class Uprn(IntEnum):
    UNKNOWN = 0
    SAME = 1
    OTHER = 2


class Levels(NamedTuple):
    """``numbered`` says whether both bear a house number, without which the name tells them apart."""

    postcode: Postcode
    street: Street
    name: Name
    number: Number
    unit: Unit
    locality: Locality
    uprn: Uprn
    numbered: bool
