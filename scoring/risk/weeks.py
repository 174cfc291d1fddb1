"""Weeks: which one a moment is in, and when in it a prediction is due. Each person has a moment of the week of their
own, so that no hour has them all."""

import hashlib
from functools import lru_cache
from math import floor

WEEK = 7 * 86_400
# Weeks begin on Mondays; 1970 began on a Thursday.
FIRST_MONDAY = 4 * 86_400


def number_week(t: float) -> int:
    """
    >>> number_week(FIRST_MONDAY - 1), number_week(FIRST_MONDAY)
    (-1, 0)
    """
    return int((t - FIRST_MONDAY) // WEEK)


def find_moment(person: str, after: float) -> float:
    """The first of theirs later than ``after``, Unix seconds."""
    place = _place_in_week(person)
    return (floor((after - place) / WEEK) + 1) * WEEK + place


@lru_cache(maxsize=65_536)
def _place_in_week(person: str) -> int:
    """
    >>> 0 <= _place_in_week("AAAAAAAAAAAAAAAA") < WEEK
    True
    """
    return int.from_bytes(hashlib.blake2b(person.encode(), digest_size=8).digest()) % WEEK
