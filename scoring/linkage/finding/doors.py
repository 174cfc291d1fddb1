"""What of an address people search by: its number and its words."""

from functools import lru_cache

import msgspec

from scoring.linkage.finding.fragments import LONGEST
from scoring.linkage.places import parse
from scoring.linkage.places.words import NAME_ENDS, STRONG_TYPES, WEAK_TYPES

# What streets and houses end with tells no two apart, and nobody looks for it by itself.
_ENDS = STRONG_TYPES | WEAK_TYPES | NAME_ENDS
_LITTLE = frozenset(["THE", "OF", "AND", "ST"])
_MOST_WORDS = 4


class Door(msgspec.Struct, frozen=True, gc=False):
    """``number`` filled up with zeros, so that numbers stand in their order; ``words`` of street and house without
    what such names end with; ``postcode`` the one inside the text."""

    number: str
    flat: str
    words: tuple[str, ...]
    postcode: str


@lru_cache(maxsize=65_536)
def read_door(text: str) -> Door:
    """
    >>> read_door("Flt 2, 14a Curlew St, Northmoor nm42qx")
    Door(number='0014A', flat='2', words=('CURLEW',), postcode='NM4 2QX')
    """
    premises = parse(text)
    words = dict.fromkeys((*_telling(premises.street), *_telling(premises.name)))
    return Door(pad(premises.number), premises.flat, tuple(words)[:_MOST_WORDS], premises.postcode)


def _telling(part: str) -> list[str]:
    """
    >>> _telling("NORTH ORCHARD HILL"), _telling("THE CRESCENT")
    (['NORTH', 'ORCHARD'], ['CRESCENT'])
    """
    said = [word[:LONGEST] for word in part.split() if word not in _LITTLE]
    return said[:-1] if len(said) > 1 and said[-1] in _ENDS else said


def pad(number: str) -> str:
    """
    >>> pad("14A"), pad("7-9"), pad("")
    ('0014A', '0007-9', '')
    """
    digits = len(number) - len(number.lstrip("0123456789"))
    return number.rjust(len(number) + 4 - digits, "0") if number and digits < 4 else number


def names_place(postcode: str) -> bool:
    """ZZ99 are the NHS's pseudo-postcodes: no fixed abode, unknown."""
    return bool(postcode) and not postcode.startswith("ZZ99")
