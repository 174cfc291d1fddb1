"""What of an address people search by: its number and its words."""

from dataclasses import dataclass
from functools import lru_cache

from scoring.linkage.finding.fragments import LONGEST
from scoring.linkage.places import parse

# On half of all addresses: they tell no two apart, and are not looked up by themselves.
COMMON = frozenset(
    "STREET ROAD AVENUE LANE DRIVE CLOSE CRESCENT COURT PLACE SQUARE TERRACE GARDENS GREEN GROVE PARK WALK WAY "
    "HILL ROW MEWS RISE VIEW HOUSE COTTAGE FLOOR FLAT ROOM THE OF".split()
)
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Door:
    """``number`` filled up with zeros, so that numbers stand in their order; ``words`` without the common ones,
    unless there are no others."""

    number: str
    flat: str
    words: tuple[str, ...]


@lru_cache(maxsize=65_536)
def read_door(text: str) -> Door:
    """
    >>> read_door("Flt 2, 14a Curlew St, Northmoor")
    Door(number='0014A', flat='2', words=('CURLEW',))
    """
    premises = parse(text)
    said = [word[:LONGEST] for word in f"{premises.name} {premises.street}".split()]
    telling = [word for word in said if word not in COMMON]
    words = tuple(dict.fromkeys(telling or said))[:_MOST_WORDS]
    return Door(pad(premises.number), premises.flat, words)


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
