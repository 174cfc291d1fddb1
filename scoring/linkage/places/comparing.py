"""From two forms to the levels of their agreement. Symmetric: every test is, or is asked both ways round."""

import re
from collections.abc import Collection

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from scoring.linkage.places.forms import Form
from scoring.linkage.places.levels import COUNTS, Levels, Locality, Name, Number, Postcode, Street, Unit, Uprn
from scoring.linkage.places.words import STREET_TYPES

# Above these shares of letters in common two spellings are one name with slips in it (of 100).
_NEAR_STREET = 82
_NEAR_NAME = 80
_NEAR_WORD = 80


# Where one text says nothing, only the postcode and the UPRN count.
_UNSAID = Levels(0, COUNTS["street"], COUNTS["name"], COUNTS["number"], COUNTS["unit"], COUNTS["locality"], 0, True)
_DIGITS = re.compile(r"\D")


def compare(one: Form, other: Form) -> Levels:
    if one.blank or other.blank:
        return _UNSAID._replace(
            postcode=_compare_postcode(one.postcode, other.postcode), uprn=_compare_uprn(one.uprn, other.uprn)
        )
    number, unit = _compare_door(one, other)
    return Levels(
        _compare_postcode(one.postcode, other.postcode),
        _compare_street(one, other),
        _compare_name(one, other),
        number,
        unit,
        _compare_locality(one.locality, other.locality),
        _compare_uprn(one.uprn, other.uprn),
        bool(one.digits and other.digits),
    )


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
        if _is_near(one.stem, other.stem, _NEAR_STREET):
            return Street.NEAR if one.kind == other.kind or one.stem != other.stem else Street.INSIDE
    elif one.stem == other.stem:
        return Street.OTHER_TYPE
    if _is_near(one.street, other.street, 90):
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
    found = [word for word in telling if word in form.words or _seek_near(word, form.words)]
    if len(found) == len(telling):
        return Street.INSIDE
    return Street.PARTLY if 2 * sum(map(len, found)) >= sum(map(len, telling)) else Street.OTHER


def _seek_near(word: str, words: Collection[str]) -> bool:
    return len(word) >= 4 and extractOne(word, words, scorer=ratio, score_cutoff=_NEAR_WORD) is not None


def _is_near(one: str, other: str, bar: int) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 4 or abs(len(one) - len(other)) > 4:
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1 if shorter < 6 else ratio(one, other) >= bar


def _compare_name(one: Form, other: Form) -> int:
    if one.name and other.name:
        if one.name == other.name:
            return Name.SAME
        if _is_near(one.name, other.name, _NEAR_NAME):
            return Name.NEAR
        inside = other.words.issuperset(one.name_words) or one.words.issuperset(other.name_words)
        return Name.INSIDE if inside else Name.OTHER
    if not one.name and not other.name:
        return Name.NEITHER
    words, form = (one.name_words, other) if one.name else (other.name_words, one)
    return Name.INSIDE if form.words.issuperset(words) else Name.ONE


def _compare_door(one: Form, other: Form) -> tuple[int, int]:
    a, b = one.premises, other.premises
    if a.number == b.number and a.flat == b.flat:
        return Number.SAME if a.number else Number.NEITHER, Unit.SAME if a.flat else Unit.NEITHER
    # Asked both ways round, of which one may say what the other does not.
    moved = [found for found in (_compare_moved(one, other), _compare_moved(other, one)) if found]
    return min(moved) if moved else (_compare_number(one, other), _compare_unit(one, other))


def _compare_moved(one: Form, other: Form) -> tuple[int, int] | None:
    """The same numbers in other places: "14A" and "Flat A, 14"; "2/14" and "14/2"; "2 Heron House" and "Flat 2"."""
    a, b = one.premises, other.premises
    if one.suffix and not a.flat and b.number == one.digits and b.flat == one.suffix:
        return Number.MOVED, Unit.MOVED
    if a.flat and a.flat == b.number and a.number == b.flat:
        if a.number:
            return Number.MOVED, Unit.MOVED
        return (Number.ONE, Unit.MOVED) if _is_near(one.name, other.name, _NEAR_NAME) else None
    if a.number and not a.flat and a.number == b.flat and one.stem and one.street == other.name:
        return Number.ONE, Unit.MOVED
    return None


def _compare_number(one: Form, other: Form) -> int:
    a, b = one.premises.number, other.premises.number
    if a == b:
        return Number.SAME if a else Number.NEITHER
    if not a or not b:
        return Number.ONE
    if "-" in a or "-" in b:
        return Number.RANGE if _in_range(a, b) or _in_range(b, a) else Number.OTHER
    if one.digits == other.digits:
        return Number.SUFFIX
    slip = one.suffix == other.suffix and max(len(a), len(b)) >= 2 and OSA.distance(a, b, score_cutoff=1) <= 1
    return Number.SLIP if slip else Number.OTHER


def _in_range(number: str, span: str) -> bool:
    """
    >>> _in_range("14", "12-16"), _in_range("12", "12A-12B"), _in_range("18", "12-16")
    (True, True, False)
    """
    first, _, last = span.partition("-")
    low, high, value = (_digits(part) for part in (first, last or first, number.partition("-")[0]))
    # Along one side of a street, of which most ranges are, numbers go by twos.
    return bool(last) and low <= value <= high and ((value - low) % 2 == 0 or (high - low) % 2 == 1)


def _digits(text: str) -> int:
    return int(text.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)


def _compare_unit(one: Form, other: Form) -> int:
    a, b = one.premises, other.premises
    if a.flat == b.flat:
        return Unit.SAME if a.flat else Unit.NEITHER
    if not a.flat or not b.flat:
        return Unit.ONE
    if one.level and other.level:
        return Unit.NEAR if set(a.flat.split()) & set(b.flat.split()) else Unit.OTHER
    if one.level or other.level:
        return Unit.OTHER if a.floor and b.floor and a.floor != b.floor else Unit.FLOOR
    same = _DIGITS.sub("", a.flat) == _DIGITS.sub("", b.flat) != ""
    return Unit.NEAR if same else Unit.OTHER


def _compare_locality(one: frozenset[str], other: frozenset[str]) -> int:
    if not one or not other:
        return Locality.UNKNOWN
    if one <= other or other <= one:
        return Locality.SAME
    if one & other or any(_seek_near(word, other) for word in one):
        return Locality.SOME
    return Locality.OTHER


def _compare_uprn(one: str, other: str) -> int:
    if not one or not other:
        return Uprn.UNKNOWN
    return Uprn.SAME if one == other else Uprn.OTHER
