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
    for door in _doors(form):
        keys += [f"p|{form.postcode}|{door}"] if form.postcode else []
        keys += [f"n|{door}|{start}" for start in starts[:2]]
    keys += [f"q|{form.postcode}|{start}" for start in starts[:2] if form.postcode]
    keys += [
        f"t|{door}|{start}|{town}" for door in _doors(form)[:1] for start in starts[:1] for town in _towns(form)[:1]
    ]
    if form.name:
        keys += [
            f"h|{form.name[:_NAME]}|{near}" for near in (*streets[:1], form.postcode[:-2], *_towns(form)[:1]) if near
        ]
    if not _doors(form):
        keys += [f"s|{'|'.join(sorted(pair))}" for pair in combinations(dict.fromkeys([*names[:2], *streets[:2]]), 2)]
    return tuple(dict.fromkeys(keys))[:MOST]


def _doors(form: Form) -> list[str]:
    """Number and unit in either order, a letter after the number as a unit, so that "2/14" is "14/2" and "14A" is
    "Flat A, 14"; and for a unit in a building of some name the unit alone, for its number is often left out."""
    flat = form.premises.flat or form.suffix
    whole = "+".join(sorted(filter(None, (form.digits, flat))))
    alone = [form.premises.flat] if form.premises.flat and form.digits and form.name else []
    return [door for door in (whole, *alone) if door]


def _starts(words: tuple[str, ...]) -> list[str]:
    telling = [word for word in words if word not in _SAY_NOTHING] or words
    return list(dict.fromkeys(word[:_START] for word in telling))


def _towns(form: Form) -> list[str]:
    return sorted({word[:3] for word in form.locality})
