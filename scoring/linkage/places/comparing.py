"""From two forms to the levels of their agreement. Symmetric: every test is, or is asked both ways round."""

from rapidfuzz.distance import OSA

from scoring.linkage.places.doors import compare_door
from scoring.linkage.places.forms import Form
from scoring.linkage.places.levels import COUNTS, Levels, Locality, Name, Postcode, Street, Uprn
from scoring.linkage.places.spellings import NEAR_NAME, is_near, seek_near
from scoring.linkage.places.words import STREET_TYPES

_NEAR_STREET = 82
# Where one text says nothing, only the postcode and the UPRN count.
_UNSAID = Levels(0, COUNTS["street"], COUNTS["name"], COUNTS["number"], COUNTS["unit"], COUNTS["locality"], 0, True)


def compare(one: Form, other: Form) -> Levels:
    if one.blank or other.blank:
        return _UNSAID._replace(
            postcode=_compare_postcode(one.postcode, other.postcode), uprn=_compare_uprn(one.uprn, other.uprn)
        )
    street, name, number, unit = compare_premises(one, other)
    return Levels(
        _compare_postcode(one.postcode, other.postcode),
        street,
        name,
        number,
        unit,
        _compare_locality(one.locality, other.locality),
        _compare_uprn(one.uprn, other.uprn),
        bool(one.digits and other.digits),
    )


def compare_premises(one: Form, other: Form) -> tuple[int, int, int, int]:
    """Street, name, number and unit, of two that are not blank."""
    return _compare_street(one, other), _compare_name(one, other), *compare_door(one, other)


def _compare_postcode(one: str, other: str) -> int:
    if not one or not other:
        return Postcode.UNKNOWN
    if one == other:
        return Postcode.SAME
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return Postcode.SLIP
    if one[:-2] == other[:-2]:
        return Postcode.SECTOR
    return Postcode.DISTRICT if one[:-3] == other[:-3] else Postcode.OTHER


def _compare_street(one: Form, other: Form) -> int:
    if not one.street or not other.street:
        return _seek_street(one, other) if one.street or other.street else Street.UNKNOWN
    if one.street == other.street:
        return Street.SAME
    if one.kind == other.kind or not (one.kind and other.kind):
        if is_near(one.stem, other.stem, _NEAR_STREET):
            return Street.NEAR if one.kind == other.kind or one.stem != other.stem else Street.INSIDE
    elif one.stem == other.stem:
        return Street.OTHER_TYPE
    if is_near(one.street, other.street, 90):
        return Street.NEAR
    # The levels stand in the order of agreement.
    return min(_seek(one.street_words, other), _seek(other.street_words, one))


def _seek_street(one: Form, other: Form) -> int:
    """One names no street: its name may be the other's street ("Hillcrest Park")."""
    found = _seek(one.street_words, other) if one.street else _seek(other.street_words, one)
    return Street.INSIDE if found == Street.INSIDE else Street.UNKNOWN


def _seek(words: tuple[str, ...], form: Form) -> int:
    """A street's words among all of another address: parsers and people put them in the wrong place."""
    telling = [word for word in words if word not in STREET_TYPES] or list(words)
    found = [word for word in telling if word in form.words or seek_near(word, form.words)]
    if len(found) == len(telling):
        return Street.INSIDE
    return Street.PARTLY if 2 * sum(map(len, found)) >= sum(map(len, telling)) else Street.OTHER


def _compare_name(one: Form, other: Form) -> int:
    if one.name and other.name:
        if one.name == other.name:
            return Name.SAME
        if is_near(one.name, other.name, NEAR_NAME):
            return Name.NEAR
        inside = other.words.issuperset(one.name_words) or one.words.issuperset(other.name_words)
        return Name.INSIDE if inside else Name.OTHER
    if not one.name and not other.name:
        return Name.NEITHER
    words, form = (one.name_words, other) if one.name else (other.name_words, one)
    return Name.INSIDE if form.words.issuperset(words) else Name.ONE


def _compare_locality(one: frozenset[str], other: frozenset[str]) -> int:
    if not one or not other:
        return Locality.UNKNOWN
    if one <= other or other <= one:
        return Locality.SAME
    if one & other or any(seek_near(word, other) for word in one):
        return Locality.SOME
    return Locality.OTHER


def _compare_uprn(one: str, other: str) -> int:
    if not one or not other:
        return Uprn.UNKNOWN
    return Uprn.SAME if one == other else Uprn.OTHER
