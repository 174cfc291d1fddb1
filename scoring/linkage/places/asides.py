"""Places that are told by a house they are beside: "Opposite 14 High Street" is not 14 High Street."""

from scoring.linkage.places.tokens import Tokens
from scoring.linkage.places.words import ASIDES, HOUSE_NAMES, NAME_ENDS, UNITS

_LINKS = frozenset(["TO", "OF", "FROM", "DOOR", "NO", "NUMBER", "HOUSE"])
# Without a link they may end a street's name: "Hyde Park Corner 14".
_LINKED = frozenset(["CORNER", "SIDE", "VICINITY", "NEXT"])


def take_aside(tokens: Tokens) -> tuple[str, Tokens]:
    """Where beside a house the place is, '' for most, and what is left. Of a house that is named or numbered itself,
    what it is beside is left out.

    >>> take_aside(["ALLEY", "NEXT", "TO", "14", "HIGH", "STREET"])
    ('ADJACENT', ['ALLEY', '14', 'HIGH', 'STREET'])
    >>> take_aside(["ROSE", "COTTAGE", ",", "NEAR", "14", "MILL", "LANE"])
    ('', ['ROSE', 'COTTAGE', ',', 'MILL', 'LANE'])
    """
    for at, word in enumerate(tokens):
        if word in ASIDES and (house := _find_house(tokens, at)):
            if _is_house(tokens[:at]):
                return "", [*tokens[:at], *tokens[house + 1 :]]
            return ASIDES[word], [*tokens[:at], *tokens[house:]]
    return "", tokens


def _find_house(tokens: Tokens, at: int) -> int:
    """Where the number stands of the house that this word puts the place beside, or else the beginning of its name; 0
    for none: "Off Mill Lane", "Off Licence, 14 High Street"."""
    end = at + 1
    while end < len(tokens) and tokens[end] in _LINKS:
        end += 1
    if end == len(tokens) or (tokens[at] in _LINKED and end == at + 1):
        return 0
    part = tokens[end : tokens.index(",", end)] if "," in tokens[end:] else tokens[end:]
    return end if tokens[end][0].isdigit() or (not at and part[-1:] and part[-1] in NAME_ENDS) else 0


def _is_house(ahead: Tokens) -> bool:
    named = [word for word in ahead if word != ","][-1:]
    numbered = any(word[0].isdigit() and (not at or ahead[at - 1] not in UNITS) for at, word in enumerate(ahead))
    return numbered or any(word in NAME_ENDS or word in HOUSE_NAMES for word in named)
