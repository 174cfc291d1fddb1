"""How far two house numbers and units agree, wherever in the text they stood."""

import re

from rapidfuzz.distance import OSA

from scoring.linkage.places.forms import Form
from scoring.linkage.places.levels import Number, Unit
from scoring.linkage.places.spellings import NEAR_NAME, is_near

_DIGITS = re.compile(r"\D")


def compare_door(one: Form, other: Form) -> tuple[int, int]:
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
        return (Number.ONE, Unit.MOVED) if is_near(one.name, other.name, NEAR_NAME) else None
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
