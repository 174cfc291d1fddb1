"""The unit inside a building: flats, rooms, floors and what stands in the rear."""

import re
from dataclasses import dataclass, field

from scoring.linkage.places.tokens import Tokens
from scoring.linkage.places.words import BESIDE, COUNTED, FLOORS, NAME_ENDS, POSITIONS, STREET_TYPES, UNITS

_IDENTIFIER = re.compile(
    r"\d{1,4}[A-Z]?$|[A-Z]$|[A-Z]\d{1,3}[A-Z]?$|\d{1,2}/\d{1,2}$|\d[FL]\d$|\d{1,3}[A-Z]?-\d{1,3}[A-Z]?$"
)
_SHORT_FLAT = re.compile(r"F(\d{1,3}[A-Z]?|[A-E])$")
# Tenement flats in Scotland: second floor, first flat.
_TENEMENT = re.compile(r"\d{1,2}/\d{1,2}$|\d[FL]\d$")
# Part of somebody's home, or of a place where many live; never a home by itself.
_ROOMS = frozenset(["ROOM", "BEDROOM", "BED"])
_BEFORE_IDENTIFIER = frozenset(["NO", "NUMBER", "FLAT", "UNKNOWN"])
_BEGIN = UNITS | FLOORS | POSITIONS | {"ANNEXE", "GRANNY"}


@dataclass(slots=True)
class Unit:
    identifier: str = ""
    room: str = ""
    floor: list[str] = field(default_factory=list)
    # A flat is spoken of, but neither its number nor its floor.
    spoken: bool = False

    @property
    def flat(self) -> str:
        return self.identifier or " ".join(self.floor) or ("FLAT" if self.spoken else "")

    @property
    def storey(self) -> str:
        return " ".join(self.floor)


def take_unit(tokens: Tokens) -> tuple[Unit, Tokens]:
    """What names the unit, and what is left. Cost: one walk."""
    unit, rest, at = Unit(), Tokens(), 0
    while at < len(tokens):
        taken = _take_at(unit, tokens, at) if _may_begin(tokens[at]) else 0
        if not taken:
            rest.append(tokens[at])
            taken = 1
        elif rest and rest[-1] == "THE":
            rest.pop()
        at += taken
    return unit, rest


def _may_begin(word: str) -> bool:
    """Most words do not, and are not looked at further."""
    return word in _BEGIN or word[0] == "F" or "/" in word or (word[0].isdigit() and not word.isdigit())


def _take_at(unit: Unit, tokens: Tokens, at: int) -> int:
    """How many tokens from here belong to the unit."""
    word = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word in UNITS:
        elsewhere = following in STREET_TYPES or following == "SITE" or (unit.identifier and word not in _ROOMS)
        return 0 if elsewhere else _take_flat(unit, tokens, at, strict=False)
    if word in FLOORS or word in POSITIONS:
        return _take_floor(unit, tokens, at)
    if word == "ANNEXE" or (word == "GRANNY" and following in ("ANNEXE", "FLAT")):
        return _take_annexe(unit, tokens, at)
    short = _SHORT_FLAT.match(word) if word[0] == "F" and not unit.identifier else None
    if short and (word[1].isdigit() or _number_later(tokens, at + 1)):
        unit.identifier = short[1]
        return 1
    if "/" in word and not unit.identifier and _number_later(tokens, at + 1):
        unit.identifier = word
        return 1
    if _TENEMENT.match(word) and "/" not in word and not unit.identifier:
        unit.identifier = word
        return 1
    return 0


def _take_flat(unit: Unit, tokens: Tokens, at: int, strict: bool) -> int:
    room = tokens[at] in _ROOMS
    end = at + 1
    while end < len(tokens) and tokens[end] in _BEFORE_IDENTIFIER:
        end += 1
    unit.spoken = unit.spoken or not room
    identifier = COUNTED.get(tokens[end], tokens[end]) if end < len(tokens) else ""
    if _IDENTIFIER.match(identifier) and not (strict and not _stands_apart(tokens, end)):
        if room:
            unit.room = unit.room or identifier
        elif not unit.identifier:
            unit.identifier = identifier
        return end + 1 + (tokens[end + 1 : end + 2] == ["AT"]) - at
    if identifier in BESIDE and tokens[end + 1 : end + 2] != [","]:
        end += 1
    return end - at


def _stands_apart(tokens: Tokens, at: int) -> bool:
    """Whether what follows "ground floor flat" is the flat's number and not already the house's."""
    if tokens[at].isalpha() or _number_later(tokens, at + 1):
        return True
    return any(
        word in NAME_ENDS and not STREET_TYPES.intersection(tokens[ahead + 1 : ahead + 2])
        for ahead, word in enumerate(tokens[at + 2 : at + 7], at + 2)
    )


def _number_later(tokens: Tokens, at: int) -> bool:
    return any(token[0].isdigit() for token in tokens[at:])


def _take_floor(unit: Unit, tokens: Tokens, at: int) -> int:
    end = at
    while end < len(tokens) and (tokens[end] in FLOORS or tokens[end] in POSITIONS or tokens[end] == "AND"):
        end += 1
    words = [word for word in tokens[at:end] if word != "AND"]
    following = tokens[end] if end < len(tokens) else ""
    before = tokens[at - 1] if at else ""
    if not _is_floor(words, before, following, at == 0 or before == ","):
        return 0
    if following == "FLOOR":
        end += 1
        while end < len(tokens) and tokens[end] in ("FRONT", "REAR", "LEFT", "RIGHT", "MIDDLE", "BACK"):
            words.append(tokens[end])
            end += 1
    elif following == "OF":
        end += 1
    unit.floor += [word for word in words if word not in unit.floor]
    if end < len(tokens) and tokens[end] in UNITS:
        end += _take_flat(unit, tokens, end, strict=True)
    elif end < len(tokens) and tokens[end] in BESIDE:
        end += 1
    return end - at


def _is_floor(words: Tokens, before: str, following: str, starts: bool) -> bool:
    if following in ("FLOOR", *UNITS):
        return True
    if words[-1] in ("BASEMENT", "ATTIC"):
        return following not in STREET_TYPES
    if words[-1] in ("REAR", "FRONT", "BACK") and following in ("OF", "", ","):
        return True
    if words[-1] in ("REAR", "FRONT") and following[:1].isdigit():
        return True
    # "Flat 2 first", "flat ground", "rear flat": between commas and beside a flat.
    return before in UNITS or (following in ("", ",") and (starts or _IDENTIFIER.match(before) is not None))


def _take_annexe(unit: Unit, tokens: Tokens, at: int) -> int:
    end = at + (2 if tokens[at] == "GRANNY" else 1)
    if tokens[end : end + 1] and tokens[end] in STREET_TYPES:
        return 0
    unit.floor.append("ANNEXE")
    return end + (tokens[end : end + 1] in (["AT"], ["TO"], ["OF"])) - at
