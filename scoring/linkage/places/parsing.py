"""UK addresses as they are typed, taken apart far enough to say whether two texts name the same front door.

BS 7666 calls the parts secondary (flat), primary (number or name), street, locality and town.
"""

import re
from functools import lru_cache

import msgspec

from scoring.linkage.places.asides import take_aside
from scoring.linkage.places.communal import is_communal, names_nowhere
from scoring.linkage.places.postcodes import PSEUDO, take_postcode
from scoring.linkage.places.premises import NOWHERE, Premises
from scoring.linkage.places.streets import read_numbered, read_unnumbered, split_parts, street_end
from scoring.linkage.places.tokens import Tokens, fold, tokenise
from scoring.linkage.places.units import Unit, take_unit
from scoring.linkage.places.words import COUNTRIES, HOUSE_ROWS, NAME_ENDS, QUALIFIERS, STREET_TYPES, STRONG_TYPES

# A number, a suffixed one, or a range: 14, 14A, 22-24, 14/2.
_NUMBER = re.compile(r"\d{1,5}[A-Z]?(?:[-/]\d{1,5}[A-Z]?)?$")

_BARE_UNIT = re.compile(r"\d{1,4}[A-Z]?$|[A-Z]\d{0,2}$")


@lru_cache(maxsize=131_072)
def parse(text: str) -> Premises:
    """The front door a text names. Total: any text gives an answer, perhaps an empty one. Cost: 10 to 30 µs.

    >>> parse("FLT 2, 14 Curlew St., Northmoor").key == parse("14 curlew street flat 2").key
    True
    >>> parse("Flat 12, 4 High Street").key == parse("Flat 2, 14 High Street").key
    False
    >>> rose = parse("Rose Cottage, Mill Lane")
    >>> rose.name, rose.street
    ('ROSE COTTAGE', 'MILL LANE')
    """
    upper = fold(text)
    if names_nowhere(upper):
        return NOWHERE
    postcode, upper = take_postcode(upper)
    if postcode.startswith(PSEUDO):
        return NOWHERE
    if postcode and names_nowhere(upper):
        return msgspec.structs.replace(NOWHERE, postcode=postcode)
    aside, words = take_aside(tokenise(upper))
    unit, words = take_unit(words)
    if aside:
        unit.floor.insert(0, aside)
    number, before, after = _take_number(words)
    number = _part_slash(unit, number)
    name, street, locality = _read_words(unit, number, before, after)
    if number and name and not unit.identifier and _numbers_flats(name, before):
        unit.identifier, number = number, ""
    place = " ".join(word for word in locality if word not in COUNTRIES)
    communal = is_communal(upper)
    return Premises(unit.flat, number, name, street, place, postcode, unit.storey, unit.room, communal)


def _part_slash(unit: Unit, number: str) -> str:
    """ "2/14" is flat 2 at 14; "10/12", the next house on that side, is a range."""
    first, slash, second = number.partition("/")
    if not slash:
        return number
    if first.isdigit() and second.isdigit() and int(second) - int(first) == 2:
        return f"{first}-{second}"
    unit.identifier = unit.identifier or first
    return second


def _take_number(words: Tokens) -> tuple[str, Tokens, Tokens]:
    """The last number that stands before words, with what stands before and after it."""
    places = [at for at, word in enumerate(words) if word[0].isdigit() and _NUMBER.match(word)]
    if not places:
        return "", [], words
    leading = [at for at in places if any(word.isalpha() for word in words[at + 1 : at + 3])]
    at = leading[-1] if leading else places[-1]
    if at - 1 in places and _are_neighbours(words[at - 1], words[at]):
        return f"{words[at - 1]}-{words[at]}", words[: at - 1], words[at + 1 :]
    return words[at], words[:at], words[at + 1 :]


def _are_neighbours(first: str, second: str) -> bool:
    """Two numbers beside each other that are next on one side of a street, and too high for a flat's, are a range."""
    return first.isdigit() and second.isdigit() and int(second) - int(first) == 2 and int(first) > 12


def _read_words(unit: Unit, number: str, before: Tokens, after: Tokens) -> tuple[str, str, Tokens]:
    if not number:
        return read_unnumbered(split_parts(after))
    if _is_misplaced(before, after):
        name, street, locality = read_unnumbered(split_parts(before))
        return name, street, [*locality, *(word for word in after if word != ",")]
    if not unit.identifier:
        _take_bare_unit(unit, before)
    if before and after and after[0] in STRONG_TYPES and before[-1] != ",":
        after.insert(0, before.pop())
    parts = split_parts(after)
    name, street, locality = read_numbered(parts[0], parts[1:]) if parts else ("", "", [])
    ahead = " ".join(word for word in before if word != "," and word not in QUALIFIERS)
    return f"{ahead} {name}".strip(), street, locality


def _numbers_flats(name: str, before: Tokens) -> bool:
    """Whether the number stands before a building's name and so is a flat's: "2 Heron House, Mill Road"."""
    last = name.rpartition(" ")[2]
    return not before and (last in NAME_ENDS or last == "COURT") and last not in HOUSE_ROWS


def _is_misplaced(before: Tokens, after: Tokens) -> bool:
    """ "High Street 14, Northmoor": a street ends right before the number and none follows it."""
    if not before or any(word in STREET_TYPES for word in after):
        return False
    alone = not after or after[0] == ","
    last = before[-2] if before[-1] == "," and len(before) > 1 else before[-1]
    return last in STREET_TYPES and (alone or before[-1] != ",") and not (street_end(after) and not alone)


def _take_bare_unit(unit: Unit, before: Tokens) -> None:
    """A number before the house's own is the flat's: "2, 14 High Street", "2 Heron House, 14 Mill Road"."""
    while before and before[-1] == ",":
        before.pop()
    while before and before[0] in QUALIFIERS:
        before.pop(0)
    for at in (-1, 0):
        if before and _BARE_UNIT.match(before[at]):
            unit.identifier = before.pop(at)
            return
