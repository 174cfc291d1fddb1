"""A place, taken apart once for all the comparisons it will be in."""

from functools import lru_cache

import msgspec

from scoring.linkage.places.parsing import parse
from scoring.linkage.places.postcodes import PSEUDO, mend_postcode
from scoring.linkage.places.premises import Premises
from scoring.linkage.places.words import FLOORS, POSITIONS, STREET_TYPES
from scoring.linkage.records import Place

_ON_FLOORS = FLOORS | POSITIONS


class Form(msgspec.Struct, frozen=True, eq=False, gc=False):
    """``postcode`` without its space; ``stem`` is the street without its type, joined; ``words`` all words joined or
    not, of name, street and locality."""

    premises: Premises
    postcode: str
    uprn: str
    street: str
    stem: str
    name: str
    street_words: tuple[str, ...]
    name_words: tuple[str, ...]
    words: frozenset[str]
    locality: frozenset[str]
    digits: str
    suffix: str
    # The unit is a floor or a position, which a number neither confirms nor denies.
    level: bool

    # The text names neither a house nor a street.
    blank: bool


class StreetForm(msgspec.Struct, frozen=True, eq=False, gc=False):
    """``whole`` is its words joined, ``kind`` the type it ends with, ``stem`` the rest joined."""

    whole: str
    stem: str
    kind: str
    words: tuple[str, ...]


@lru_cache(maxsize=65_536)
def read_street(text: str) -> StreetForm:
    words = tuple(text.split())
    kind = words[-1] if len(words) > 1 and words[-1] in STREET_TYPES else ""
    return StreetForm("".join(words), "".join(words[:-1] if kind else words), kind, words)


@lru_cache(maxsize=131_072)
def read_form(place: Place) -> Form:
    premises = parse(place.text)
    postcode = (mend_postcode(place.postcode) or premises.postcode).replace(" ", "")
    if postcode.startswith(PSEUDO):
        premises, postcode = parse("No fixed abode"), ""
    street, name = read_street(premises.street), tuple(premises.name.split())
    locality = frozenset(premises.locality.split())
    digits = premises.number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return Form(
        premises=premises,
        postcode=postcode,
        uprn=place.uprn.lstrip("0"),
        street=street.whole,
        stem=street.stem,
        name="".join([word for word in name if word != "THE"]),
        street_words=street.words,
        name_words=name,
        words=locality.union(street.words, name),
        locality=locality,
        digits=digits,
        suffix=premises.number[len(digits) :],
        level=bool(premises.flat) and _ON_FLOORS.issuperset(premises.flat.split()),
        blank=not (premises.number or premises.flat or name or street.words),
    )
