"""Where the name of a house ends, where its street begins and where the town."""

from scoring.linkage.places.tokens import Tokens
from scoring.linkage.places.words import (
    HOUSE_NAMES,
    NAME_ENDS,
    QUALIFIERS,
    SITES,
    STREET_TYPES,
    STRONG_TYPES,
    TURNS,
    WEAK_TYPES,
)

Parts = list[Tokens]

_LONE_ENDINGS = ("WAY", "GATE", "FIELDS", "SIDE")
_GROUNDS = frozenset(["PARK", "ESTATE", "SITE"])
_BARE_TYPES = [[word] for word in STRONG_TYPES]
_LONE = frozenset(["BROADWAY", "STRAND", "CAUSEWAY", "PARADE", "EMBANKMENT", "ESPLANADE", "PROMENADE", "QUAY"])


def split_parts(tokens: Tokens) -> Parts:
    parts: Parts = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def street_end(part: Tokens) -> int:
    """How many words of a part are its street, 0 when nothing in it ends one.

    A word that may stand inside a name ("Hillcrest Park Avenue") ends a street only where no surer one follows.
    """
    strong = next((at for at, word in enumerate(part) if at and word in STRONG_TYPES), 0)
    weak = next((at for at, word in enumerate(part) if at and word in WEAK_TYPES), 0)
    end = strong if strong and (not weak or strong - weak <= 2 or strong < weak) else weak
    if not end:
        return 1 if part and is_lone_street(part[0]) else 0
    end += 1
    while end < len(part) and part[end] in STREET_TYPES:
        end += 1
    if end < len(part) and part[end] in TURNS and end + 1 == len(part):
        end += 1
    return end


def is_lone_street(word: str) -> bool:
    return word in _LONE or (len(word) > 6 and word.endswith(_LONE_ENDINGS))


def name_end(part: Tokens) -> int:
    """How many words of a part name a building when a street of two words follows, or none at all, else 0."""
    for at, word in enumerate(part):
        if at and (word in NAME_ENDS or word == "COURT" or (word in _GROUNDS and part[at - 1] in SITES)):
            end = at + 1
            while part[end:] and part[end] in NAME_ENDS and part[end + 1 : end + 2] not in _BARE_TYPES:
                end += 1
            if street_end(part[end:]) > 1:
                return end if word not in STREET_TYPES or _ends_strongly(part[end:]) else 0
            return end if not street_end(part) else 0
    return 0


def read_numbered(part: Tokens, others: Parts) -> tuple[str, str, Tokens]:
    """Name, street and locality of what follows a house number."""
    end = name_end(part)
    if end or (_is_building(part) and others and _is_street(others[0])):
        end = end or len(part)
        rest = [part[end:], *others] if part[end:] else others
        _, street, locality = (
            read_numbered(rest[0], rest[1:]) if rest and street_end(rest[0]) else ("", "", _flatten(rest))
        )
        return " ".join(part[:end]), street, locality
    end = street_end(part)
    if not end and others and _ends_strongly(others[0]):
        _, street, locality = read_numbered(others[0], others[1:])
        return " ".join(part), street, locality
    end = end or len(part)
    if "OFF" in part[1:end]:
        end = part.index("OFF", 1)
    return "", " ".join(part[:end]), part[end:] + _flatten(others)


def _is_building(part: Tokens) -> bool:
    """ "Finch Court" before another street is a block of flats in it."""
    return len(part) > 1 and (part[-1] == "COURT" or part[-1] in NAME_ENDS)


def _is_street(part: Tokens) -> bool:
    return _ends_strongly(part) or street_end(part) == len(part)


def _ends_strongly(part: Tokens) -> bool:
    return street_end(part) > 1 and any(word in STRONG_TYPES for word in part[: street_end(part)])


def _flatten(parts: Parts) -> Tokens:
    return [word for part in parts for word in part]


def read_unnumbered(parts: Parts) -> tuple[str, str, Tokens]:
    """Name, street and locality where no house number stands."""
    while parts and parts[0][0] in QUALIFIERS:
        parts = [part for part in (parts[0][1:], *parts[1:]) if part]
    if not parts:
        return "", "", []
    for at, part in enumerate(parts[1:], 1):
        if end := street_end(part):
            name = " ".join(parts[0])
            between = [word for other in parts[1:at] for word in other]
            after = part[end:] + [word for other in parts[at + 1 :] for word in other]
            return name, " ".join(part[:end]), between + after
    return _read_first(parts[0], [word for other in parts[1:] for word in other])


def _read_first(part: Tokens, others: Tokens) -> tuple[str, str, Tokens]:
    if cut := name_end(part) or _house_name(part):
        end = cut + street_end(part[cut:])
        return " ".join(part[:cut]), " ".join(part[cut:end]), part[end:] + others
    if end := street_end(part):
        return "", " ".join(part[:end]), part[end:] + others
    return " ".join(part), "", others


def _house_name(part: Tokens) -> int:
    """ "Hillcrest Park Avenue" is a house in Park Avenue; "The Old Forge Mill Lane" one in Mill Lane."""
    words = 1
    if part[0] == "THE" and len(part) > 3 and part[1] not in STREET_TYPES:
        words = 3 if part[1] in ("OLD", "NEW", "COACH", "LITTLE", "WHITE") else 2
    elif part[0] not in HOUSE_NAMES:
        return 0
    return words if street_end(part[words:]) > 1 else 0
