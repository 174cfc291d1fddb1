"""The keys under which one place may be met by another: each narrow, none needed by all."""

from itertools import combinations

from scoring.linkage.places.forms import Form
from scoring.linkage.places.words import STRONG_TYPES

MOST = 10
# The letters of a word that slips spare most often are its first.
_START = 4
_NAME = 7
_SAY_NOTHING = STRONG_TYPES | {"THE", "OF", "AND"}


def block(form: Form) -> tuple[str, ...]:
    """At most ten: the UPRN; the postcode with the door, or without one with the beginning of each word; the door with
    the beginning of a word and of the town, for a postcode missing or wrong; a name with its street.
    """
    if form.premises.nowhere:
        return ()
    keys = [f"u|{form.uprn}"] if form.uprn else []
    streets, names = _starts(form.street_words), _starts(form.name_words)
    starts = [*streets[:2], *names[:1]][:3]
    door = _door(form)
    if form.postcode:
        keys += [f"p|{form.postcode}|{door}"] if door else []
        # Not with a door: that leads to a street's every neighbour, and none of them is it (measured: 47 comparisons
        # a text instead of 20, for a thousandth of F1).
        keys += [f"q|{form.postcode}|{start}" for start in starts[:2] if not door]
    if door:
        keys += [f"n|{door}|{start}" for start in starts]
        keys += [f"t|{door}|{start}|{town}" for start in starts[:2] for town in _towns(form)[:1]]
        keys += [f"d|{form.postcode[:-2]}|{door}"] if form.premises.flat and form.postcode else []
    if form.name:
        keys += [
            f"h|{form.name[:_NAME]}|{near}" for near in (*streets[:1], form.postcode[:-2], *_towns(form)[:1]) if near
        ]
    if not door:
        keys += [f"s|{'|'.join(sorted(pair))}" for pair in combinations(dict.fromkeys([*names[:2], *streets[:2]]), 2)]
    return tuple(dict.fromkeys(keys))[:MOST]


def _door(form: Form) -> str:
    """Number and unit in either order, a letter after the number as a unit: "2/14" as "14/2", "14A" as "Flat A, 14"."""
    return "+".join(sorted(filter(None, (form.digits, form.premises.flat or form.suffix))))


def _starts(words: tuple[str, ...]) -> list[str]:
    telling = [word for word in words if word not in _SAY_NOTHING] or words
    return list(dict.fromkeys(word[:_START] for word in telling))


def _towns(form: Form) -> list[str]:
    return sorted({word[:3] for word in form.locality})
