"""A place, taken apart once for all the comparisons it will be in."""

from dataclasses import dataclass
from functools import lru_cache

from scoring.linkage.places.parsing import parse
from scoring.linkage.places.postcodes import PSEUDO, mend_postcode
from scoring.linkage.places.premises import Premises
from scoring.linkage.places.words import FLOORS, POSITIONS, STREET_TYPES
from scoring.linkage.records import Place


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """``postcode`` without its space; ``stem`` is the street without its type, joined; ``words`` all words joined or
    not, of name, street and locality."""

    premises: Premises
    postcode: str
    uprn: str
    street: str
    stem: str
    kind: str
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


@lru_cache(maxsize=131_072)
def read_form(place: Place) -> Form:
    premises = parse(place.text)
    postcode = (mend_postcode(place.postcode) or premises.postcode).replace(" ", "")
    if postcode.startswith(PSEUDO):
        premises, postcode = parse("No fixed abode"), ""
    street, name = tuple(premises.street.split()), tuple(premises.name.split())
    kind = street[-1] if len(street) > 1 and street[-1] in STREET_TYPES else ""
    locality = frozenset(premises.locality.split())
    digits = premises.number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return Form(
        premises=premises,
        postcode=postcode,
        uprn=place.uprn.lstrip("0"),
        street="".join(street),
        stem="".join(street[:-1] if kind else street),
        kind=kind,
        name="".join(word for word in name if word != "THE"),
        street_words=street,
        name_words=name,
        words=locality.union(street, name),
        locality=locality,
        digits=digits,
        suffix=premises.number[len(digits) :],
        level=bool(premises.flat) and all(word in FLOORS or word in POSITIONS for word in premises.flat.split()),
        blank=not (premises.number or premises.flat or name or street),
    )
