"""How far two places agree, part by part.

The number of a level is its place in the model's tables. Plain numbers and no enumeration: thousands of pairs a
second go by their levels, and an enumeration's members cost more to look up than the comparison itself.
"""

from typing import NamedTuple


class Postcode:
    UNKNOWN, SAME, SLIP, SECTOR, DISTRICT, OTHER = range(6)


class Street:
    UNKNOWN, SAME, NEAR, OTHER_TYPE, INSIDE, PARTLY, OTHER = range(7)


class Name:
    NEITHER, ONE, SAME, NEAR, INSIDE, OTHER = range(6)


class Number:
    NEITHER, ONE, SAME, MOVED, SUFFIX, RANGE, SLIP, OTHER = range(8)


class Unit:
    NEITHER, ONE, SAME, MOVED, FLOOR, NEAR, OTHER = range(7)


class Locality:
    UNKNOWN, SAME, SOME, OTHER = range(4)


class Uprn:
    UNKNOWN, SAME, OTHER = range(3)


class Levels(NamedTuple):
    """``numbered`` says whether both bear a house number, without which the name tells them apart."""

    postcode: int
    street: int
    name: int
    number: int
    unit: int
    locality: int
    uprn: int
    numbered: bool


# Levels there are of each field of a model. A name counts by itself where a house number is missing.
COUNTS = {
    "postcode": 6, "street": 7, "name": 6, "name_alone": 6, "number": 8, "unit": 7, "locality": 4, "uprn": 3,
}  # fmt: skip
