"""Where a record says its person is, taken apart, and how two such places compare."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from scoring.linkage.persons.levels import Whereabouts
from scoring.linkage.places import parse

_UK_POSTCODE = re.compile(r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$")
# ZZ99 are the NHS's pseudo-postcodes: no fixed abode, unknown.
_NO_POSTCODE = re.compile(r"^(ZZ99|X+$|0+$|9{4,}$|NFA|UNKNOWN|N/?K)")
# Many people live here who are not a household, and come and go: to share it says little.
_COMMUNAL = re.compile(
    r"\b(HOSTEL|CARE HOME|NURSING HOME|RESIDENTIAL HOME|REST HOME|HMP|PRISON|HOSPITAL|INFIRMARY|WARD|REFUGE|SHELTER|"
    r"NIGHT ?SHELTER|FOYER|BARRACKS|HALLS? OF RESIDENCE|STUDENT (?:HALLS?|ACCOMMODATION|VILLAGE)|YMCA|HOTEL|"
    r"B ?& ?B|BED AND BREAKFAST|SUPPORTED (?:HOUSING|LIVING|ACCOMMODATION)|TEMPORARY ACCOMMODATION|"
    r"SALVATION ARMY|APPROVED PREMISES|YOI|IMMIGRATION REMOVAL CENTRE|CONVENT|MONASTERY|"
    r"CARAVAN (?:PARK|SITE)|TRAVELLERS? SITE|RETIREMENT VILLAGE)\b"
)
_SAME_STREET = 88
_SAME_NAME = 88


@dataclass(frozen=True, slots=True, eq=False)
class PlaceForm:
    """Parts in upper case, '' where unknown. ``postcode`` without spaces; ``outward`` is its coarse half."""

    flat: str
    number: str
    name: str
    street: str
    postcode: str
    outward: str
    uprn: str
    communal: bool

    @property
    def door(self) -> bool:
        return bool(self.number or self.name)


@lru_cache(maxsize=131_072)
def read_place(address: str, postcode: str, uprn: str) -> PlaceForm:
    flat, number, name, street = _parse(address[:300])
    code = re.sub(r"[^A-Z0-9]", "", postcode[:12].upper())
    if _NO_POSTCODE.match(code):
        code = ""
    communal = bool(_COMMUNAL.search(address[:300].upper()))
    return PlaceForm(flat, number, name, street, code, _outward(code), uprn.lstrip("0"), communal)


def _parse(address: str) -> tuple[str, str, str, str]:
    premises = parse(address)
    return premises.flat, premises.number, premises.name, premises.street


def _outward(code: str) -> str:
    """Of a foreign postcode in digits, all but the last two: 4 digits in Australia, 5 in the United States."""
    return code[:-3] if _UK_POSTCODE.match(code) else code[:-2]


@lru_cache(maxsize=262_144)
def compare_places(one: PlaceForm, other: PlaceForm) -> Whereabouts:
    if one.uprn and one.uprn == other.uprn:
        return Whereabouts.COMMUNAL if one.communal or other.communal else Whereabouts.DOOR
    if one.door and other.door:
        return _compare_doors(one, other)
    return _compare_postcodes(one.postcode, other.postcode, one.outward == other.outward)


def _compare_postcodes(one: str, other: str, same_area: bool) -> Whereabouts:
    if not one or not other:
        return Whereabouts.UNKNOWN
    if one == other:
        return Whereabouts.POSTCODE
    if _slip(one, other):
        return Whereabouts.POSTCODE_SLIP
    return Whereabouts.AREA if same_area else Whereabouts.OTHER_AREA


def _slip(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _compare_doors(one: PlaceForm, other: PlaceForm) -> Whereabouts:
    code = _compare_postcodes(one.postcode, other.postcode, one.outward == other.outward)
    near = code in (Whereabouts.POSTCODE, Whereabouts.POSTCODE_SLIP)
    street = _same_street(one.street, other.street)
    if _same_building(one, other, street, near):
        return _compare_inside(one, other, near or code == Whereabouts.UNKNOWN)
    if street:
        return Whereabouts.NEIGHBOUR
    if near:
        return Whereabouts.SAME_POSTCODE
    return Whereabouts.SAME_AREA if code == Whereabouts.AREA else Whereabouts.ELSEWHERE


def _same_building(one: PlaceForm, other: PlaceForm, street: bool, near: bool) -> bool:
    if one.number and other.number:
        return one.number == other.number and (street or near)
    named = bool(one.name and other.name) and fuzz.ratio(one.name, other.name) >= _SAME_NAME
    return named and (street or near or not (one.street and other.street))


def _compare_inside(one: PlaceForm, other: PlaceForm, postcodes_agree: bool) -> Whereabouts:
    if one.communal or other.communal:
        return Whereabouts.COMMUNAL
    if one.flat != other.flat:
        return Whereabouts.OTHER_FLAT if one.flat and other.flat else Whereabouts.BUILDING
    return Whereabouts.DOOR if postcodes_agree else Whereabouts.DOOR_OTHER_POSTCODE


def _same_street(one: str, other: str) -> bool:
    return bool(one and other) and (one == other or fuzz.ratio(one, other) >= _SAME_STREET)
