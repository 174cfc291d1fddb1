"""Where a record says its person is, and how two such places compare, as far as it matters for who the person is."""

import re

import msgspec
from rapidfuzz.distance import OSA

from scoring.linkage.persons.levels import Whereabouts
from scoring.linkage.places.comparing import compare_name, compare_street, compare_wording
from scoring.linkage.places.doors import compare_door
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.levels import Name, Number, Street, Unit
from scoring.linkage.records import Place

# What is written for no postcode; the NHS's pseudo-postcodes are known to the reading of places.
_NO_POSTCODE = re.compile(r"(ZZ99|X+$|0+$|9{4,}$|NFA|UNKNOWN|NK$)")
_UK_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$")
_LONGEST = 300
_ONE_STREET = (Street.SAME, Street.NEAR, Street.INSIDE, Street.OTHER_TYPE, Street.PARTLY)


class PlaceForm(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Parts in upper case, '' where unknown. ``postcode`` without spaces; ``outward`` is its coarse half."""

    form: Form
    number: str
    street: str
    postcode: str
    outward: str
    communal: bool
    door: bool


def read_place(address: str, postcode: str, uprn: str) -> PlaceForm:
    form = read_form(Place(address[:_LONGEST], postcode, uprn))
    premises = form.premises
    code = form.postcode or _foreign_postcode(postcode)
    outward = _outward(code) or _foreign_postcode(postcode)
    door = bool(premises.number or premises.name)
    return PlaceForm(form, premises.number, form.street, code, outward, premises.communal, door)


def _foreign_postcode(written: str) -> str:
    code = "".join(letter for letter in written[:12].upper() if letter.isalnum())
    return "" if _NO_POSTCODE.match(code) or len(code) < 4 else code


def _outward(code: str) -> str:
    """Of a foreign postcode in digits, all but the last two: 4 digits in Australia, 5 in the United States."""
    return code[:-3] if _UK_POSTCODE.match(code) else code[:-2]


def compare_places(one: PlaceForm, other: PlaceForm) -> Whereabouts:
    code = _compare_postcodes(one, other)
    if one.form.uprn and one.form.uprn == other.form.uprn and not _is_filler(one, other, code):
        if one.communal or other.communal:
            return Whereabouts.COMMUNAL
        return _compare_doors(one, other, code) if _name_two_doors(one, other) else Whereabouts.DOOR
    if one.door and other.door:
        return _compare_doors(one, other, code)
    if code is Whereabouts.POSTCODE and one.street and other.street:
        # One names no door, but both a street.
        return Whereabouts.SAME_POSTCODE if compare_street(one.form, other.form) == Street.OTHER else code
    return code


def _is_filler(one: PlaceForm, other: PlaceForm, code: Whereabouts) -> bool:
    """Whether the UPRN of both is nobody's home: systems that must have one give that of an office to whoever has no
    home, and 1 to whoever's they do not know."""
    return one.form.premises.nowhere or other.form.premises.nowhere or code is Whereabouts.OTHER_AREA


def _name_two_doors(one: PlaceForm, other: PlaceForm) -> bool:
    """Whether the texts contradict the one UPRN: where a flat's was not looked up it is the building's. A slip in the
    number, a name here and a number there, or a flat that one leaves out, contradicts nothing."""
    if not one.door or not other.door:
        return False
    number, unit = compare_door(one.form, other.form)
    lettered = number == Number.SUFFIX and one.form.suffix and other.form.suffix
    return number == Number.OTHER or unit in (Unit.OTHER, Unit.NEAR) or bool(lettered)


def _compare_postcodes(one: PlaceForm, other: PlaceForm) -> Whereabouts:
    a, b = one.postcode, other.postcode
    if a and b:
        if a == b:
            return Whereabouts.POSTCODE
        # Of two as long, one slip is a sign changed, or two beside each other that have changed places.
        if len(a) == len(b) and OSA.distance(a, b, score_cutoff=1) <= 1:
            return Whereabouts.POSTCODE_SLIP
    if not one.outward or not other.outward:
        return Whereabouts.UNKNOWN
    return Whereabouts.AREA if one.outward == other.outward else Whereabouts.OTHER_AREA


def _compare_doors(one: PlaceForm, other: PlaceForm, code: Whereabouts) -> Whereabouts:
    near = code is Whereabouts.POSTCODE or code is Whereabouts.POSTCODE_SLIP
    street = _one_street(one.form, other.form, code)
    if not street and not near:
        return Whereabouts.SAME_AREA if code is Whereabouts.AREA else Whereabouts.ELSEWHERE
    number, unit = compare_door(one.form, other.form)
    if _same_building(one.form, other.form, number):
        return _compare_inside(one, other, unit, near or code is Whereabouts.UNKNOWN)
    if street and number == Number.ONE and unit == Unit.SAME:
        return Whereabouts.BUILDING
    if street:
        return Whereabouts.NUMBER_SLIP if number == Number.SLIP else Whereabouts.NEIGHBOUR
    return Whereabouts.SAME_POSTCODE


def _one_street(one: Form, other: Form, code: Whereabouts) -> bool:
    if code is Whereabouts.OTHER_AREA:
        return compare_wording(one.premises.street, other.premises.street) in (Street.SAME, Street.NEAR)
    return compare_street(one, other) in _ONE_STREET


def _same_building(one: Form, other: Form, number: int) -> bool:
    """Of two in one street or near each other."""
    if number in (Number.SAME, Number.MOVED, Number.RANGE):
        return True
    if number in (Number.OTHER, Number.SLIP, Number.SUFFIX):
        return False
    return compare_name(one, other) in (Name.SAME, Name.NEAR, Name.INSIDE)


def _compare_inside(one: PlaceForm, other: PlaceForm, unit: int, postcodes_agree: bool) -> Whereabouts:
    if one.communal or other.communal:
        return Whereabouts.COMMUNAL
    if unit in (Unit.OTHER, Unit.NEAR):
        return Whereabouts.OTHER_FLAT
    if unit in (Unit.ONE, Unit.FLOOR):
        return Whereabouts.BUILDING
    return Whereabouts.DOOR if postcodes_agree else Whereabouts.DOOR_OTHER_POSTCODE
