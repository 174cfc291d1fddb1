"""A weight of two places as a waterfall, in the words of the person who has to decide."""

from collections.abc import Callable
from typing import NamedTuple

from scoring.linkage.matching import Finding, Waterfall
from scoring.linkage.places.forms import Form
from scoring.linkage.places.levels import COUNTS, Levels, Locality, Name, Number, Postcode, Street, Unit, Uprn

FIELDS = tuple(COUNTS)

_BEFOREHAND = {
    "random": "against any other address",
    "neighbour": "against a neighbour in the same street",
    "building": "against another unit of the same building",
    "nowhere": "one of them names no place",
}
_LEVELS = {
    "postcode": {
        Postcode.UNKNOWN: "not given in both", Postcode.SAME: "same", Postcode.SLIP: "one character apart",
        Postcode.SECTOR: "same but for the last two letters", Postcode.DISTRICT: "same first half",
        Postcode.OTHER: "different",
    },
    "street": {
        Street.UNKNOWN: "not given in both", Street.SAME: "same", Street.NEAR: "spelt alike",
        Street.OTHER_TYPE: "same but for its last word", Street.INSIDE: "one is found within the other",
        Street.PARTLY: "shares words", Street.OTHER: "different",
    },
    "name": {
        Name.NEITHER: "none", Name.ONE: "given in one only", Name.SAME: "same", Name.NEAR: "spelt alike",
        Name.INSIDE: "one is found within the other", Name.OTHER: "different",
    },
    "number": {
        Number.NEITHER: "none", Number.ONE: "given in one only", Number.SAME: "same",
        Number.MOVED: "same, written elsewhere", Number.SUFFIX: "same but for a letter",
        Number.RANGE: "one is within the other's range", Number.SLIP: "one digit apart", Number.OTHER: "different",
    },
    "unit": {
        Unit.NEITHER: "none", Unit.ONE: "given in one only", Unit.SAME: "same", Unit.MOVED: "same, written elsewhere",
        Unit.FLOOR: "a floor and a flat's number", Unit.NEAR: "nearly the same", Unit.OTHER: "different",
    },
    "locality": {
        Locality.UNKNOWN: "not given in both", Locality.SAME: "same", Locality.SOME: "shares words",
        Locality.OTHER: "different",
    },
    "uprn": {Uprn.UNKNOWN: "not given in both", Uprn.SAME: "same", Uprn.OTHER: "different"},
}  # fmt: skip
_SHOWN: dict[str, Callable[[Form], str]] = {
    "postcode": lambda form: f"{form.postcode[:-3]} {form.postcode[-3:]}".strip(),
    "street": lambda form: form.premises.street,
    "name": lambda form: form.premises.name,
    "number": lambda form: form.premises.number,
    "unit": lambda form: form.premises.flat,
    "locality": lambda form: form.premises.locality,
    "uprn": lambda form: form.uprn,
}
_CALLED = {
    "name": "house or building name", "number": "house number", "unit": "flat, room or floor",
    "locality": "town or district", "uprn": "UPRN",
}  # fmt: skip


class Told(NamedTuple):
    """``gains``: the prior's and then each field's, in hundredths of a bit."""

    one: Form
    other: Form
    levels: Levels
    against: str
    gains: tuple[int, ...]


def tell(told: Told) -> Waterfall:
    prior, *gains = told.gains
    findings = [Finding("beforehand", _BEFOREHAND[told.against], "", "", prior)]
    for field, gain in zip(FIELDS, gains, strict=False):
        if gain:
            findings.append(_find(told, field.removesuffix("_alone"), gain))
    weight = sum(told.gains)
    return Waterfall(tuple(findings), weight, _probability(weight))


def _find(told: Told, field: str, gain: int) -> Finding:
    shown, level = _SHOWN[field], getattr(told.levels, field)
    return Finding(_CALLED.get(field, field), _LEVELS[field][level], shown(told.one), shown(told.other), gain)


def _probability(weight: int) -> float:
    odds: float = 2.0 ** (max(-3000, min(3000, weight)) / 100)
    return odds / (1.0 + odds)
