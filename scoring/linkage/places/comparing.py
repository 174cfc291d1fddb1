"""From two forms to the levels of their agreement. Symmetric: every test is, or is asked both ways round."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from scoring.linkage.places.doors import compare_door
from scoring.linkage.places.forms import Form, read_street
from scoring.linkage.places.levels import COUNTS, Levels, Locality, Name, Postcode, Street, Uprn
from scoring.linkage.places.spellings import NEAR_NAME, is_near, seek_near
from scoring.linkage.places.words import STREET_TYPES

Listed = tuple[int, int, int, int, int, int, int, bool]
_NEAR_STREET = 82
# Where one text says nothing, only the postcode and the UPRN count.
_UNSAID = Levels(0, COUNTS["street"], COUNTS["name"], COUNTS["number"], COUNTS["unit"], COUNTS["locality"], 0, True)


def compare(one: Form, other: Form) -> Levels:
    return Levels(*list_levels(one, other))


def list_levels(one: Form, other: Form) -> Listed:
    """As :func:`compare`, for whoever looks the levels up as they stand: to name them takes as long again."""
    if one.blank or other.blank:
        return _UNSAID._replace(
            postcode=_compare_postcode(one.postcode, other.postcode), uprn=_compare_uprn(one.uprn, other.uprn)
        )
    number, unit = compare_door(one, other)
    return (
        _compare_postcode(one.postcode, other.postcode),
        # What is written alike, as most is, is not looked at further.
        Street.SAME if one.street and one.street == other.street else compare_street(one, other),
        compare_name(one, other) if one.name or other.name else Name.NEITHER,
        number,
        unit,
        _compare_locality(one.locality, other.locality) if one.locality and other.locality else Locality.UNKNOWN,
        _compare_uprn(one.uprn, other.uprn) if one.uprn and other.uprn else Uprn.UNKNOWN,
        bool(one.digits and other.digits),
    )


def _compare_postcode(one: str, other: str) -> int:
    if one == other:
        return Postcode.SAME if one else Postcode.UNKNOWN
    if not one or not other:
        return Postcode.UNKNOWN
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return Postcode.SLIP
    if one[:-2] == other[:-2]:
        return Postcode.SECTOR
    return Postcode.DISTRICT if one[:-3] == other[:-3] else Postcode.OTHER


def compare_street(one: Form, other: Form) -> int:
    if one.street and other.street:
        if one.street == other.street:
            return Street.SAME
        found = compare_wording(one.premises.street, other.premises.street)
        # The levels stand in the order of agreement.
        return found or min(_seek(one.street_words, other.words), _seek(other.street_words, one.words))
    if not one.street and not other.street:
        return Street.UNKNOWN
    # One names no street: its name may be the other's street ("Hillcrest Park").
    found = _seek(one.street_words, other.words) if one.street else _seek(other.street_words, one.words)
    return Street.INSIDE if found == Street.INSIDE else Street.UNKNOWN


@lru_cache(maxsize=65_536)
def compare_wording(one: str, other: str) -> int:
    """Of what two texts give for a street. UNKNOWN where they say too little or agree too little: their words may stand
    somewhere else in the other text."""
    a, b = read_street(one), read_street(other)
    if not a.whole or not b.whole:
        return Street.UNKNOWN
    if a.whole == b.whole:
        return Street.SAME
    if a.kind == b.kind or not (a.kind and b.kind):
        if is_near(a.stem, b.stem, _NEAR_STREET):
            return Street.NEAR if a.kind == b.kind or a.stem != b.stem else Street.INSIDE
    elif a.stem == b.stem:
        return Street.OTHER_TYPE
    return Street.NEAR if is_near(a.whole, b.whole, 90) else Street.UNKNOWN


@lru_cache(maxsize=65_536)
def _seek(words: tuple[str, ...], others: frozenset[str]) -> int:
    """A street's words among all of another address: parsers and people put them in the wrong place."""
    telling = [word for word in words if word not in STREET_TYPES] or list(words)
    found = [word for word in telling if word in others or seek_near(word, others)]
    if len(found) == len(telling):
        return Street.INSIDE
    return Street.PARTLY if 2 * sum(map(len, found)) >= sum(map(len, telling)) else Street.OTHER


def compare_name(one: Form, other: Form) -> int:
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


@lru_cache(maxsize=65_536)
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
