"""The keys under which one place may be met by another: each narrow, none needed by all."""

from collections.abc import Iterable
from itertools import combinations

from scoring.linkage.places.forms import Form
from scoring.linkage.places.words import STRONG_TYPES

MOST = 10
# The letters of a word that slips spare most often are its first.
_START = 4
_NAME = 7
_SAY_NOTHING = STRONG_TYPES | {"THE", "OF", "AND"}


def block(form: Form) -> tuple[str, ...]:
    """For a text to be found in a list by. At most ten: the UPRN; the postcode with the door, or without one with the
    beginning of each word; the door with the beginning of a word and of the town, for a postcode missing or wrong; a
    name with its street.
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


def block_narrowly(form: Form) -> tuple[str, ...]:
    """For records among thousands of their like, all of which are compared: some four, a third of the comparisons of
    :func:`block`. The UPRN; the door with the postcode, with the street, with the name of its building, and with how
    the street begins and the postcode's district, for each of these may be missing or wrong; the name with what is near
    it; without a door, words. Pairs of one address that share none: 2 % of those that the model would join (simulated
    hard stream).
    """
    if form.premises.nowhere:
        return ()
    keys = [f"u|{form.uprn}"] if form.uprn else []
    streets, names = _starts(form.street_words), _starts(form.name_words)
    doors = _doors(form)
    for door in doors:
        keys += _door_keys(form, door, (*streets, *names)[:1])
    if form.name:
        known = f"{form.name[:_NAME]}|{form.premises.flat}"
        nearby = (*streets[:1], form.postcode[:-2], *_towns(form)[:1])
        keys += [f"h|{known}|{near}" for near in nearby if near]
    if not doors:
        keys += [f"s|{'|'.join(sorted(pair))}" for pair in combinations(dict.fromkeys([*names[:2], *streets[:2]]), 2)]
    return tuple(dict.fromkeys(keys))[:MOST]


def _door_keys(form: Form, door: str, starts: Iterable[str]) -> list[str]:
    keys = [f"p|{form.postcode}|{door}"] if form.postcode else []
    if form.street:
        # Of the last word, which is mostly a type and may be short, its first letter.
        keys.append(f"f|{door}|{form.street_words[0][:_START]}{form.street_words[-1][0]}")
    if form.name:
        keys.append(f"m|{door}|{form.name[:_NAME]}")
    return keys + [f"o|{door}|{start}|{form.postcode[:-3]}" for start in starts if form.postcode]


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
