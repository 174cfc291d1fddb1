"""In which entries of the index to look, and in which order: what is most likely first.

Whether an entry is looked into, and when, depends on what was typed and on the words of that entry alone. So records
that may not be shown cannot push one out that may, as long as whoever reads goes on until enough may be shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase, digits

from scoring.linkage.finding.entries import Words
from scoring.linkage.finding.likeness import FURTHEST, Like

Alike = Mapping[str, Sequence[Like]]
"""What was typed to the words of records that are like it, the closest first."""


@dataclass(frozen=True, slots=True)
class Look:
    """Under which entry, and there at what stands in a place that begins so. ``by_place``: it leads to people only
    by where they are."""

    words: Words
    place: str = ""
    by_place: bool = False


Plan = tuple[tuple[Look, ...], ...]
"""Each further part is only for when those before it led to nobody, or to no place that fits."""


def order_looks(*parts: Iterable[Look]) -> Plan:
    return tuple(tuple(dict.fromkeys(part)) for part in parts)


def pair_words(one: str, other: str, alike: Alike, furthest: float = FURTHEST) -> dict[Words, float]:
    """Two words of records that are like the two typed, and how far off they are together."""
    found: dict[Words, float] = {}
    for mine in alike.get(one, ()):
        for theirs in alike.get(other, ()):
            distance = mine.likeness.distance + theirs.likeness.distance
            if distance > furthest:
                break  # they come the closest first
            if mine.word != theirs.word:
                found[tuple(sorted((mine.word, theirs.word)))] = distance
    return found


def closest_first(found: Mapping[Words, float]) -> list[Words]:
    return [words for words, _ in sorted(found.items(), key=lambda one: (one[1], one[0]))]


def misread(code: str) -> Iterator[str]:
    """A number or a postcode one slip away: neighbours exchanged, or one sign taken for another of its sort.

    >>> found = set(misread("NM42QX"))
    >>> "NM24QX" in found, "NN42QX" in found, "NM42Q7" in found
    (True, True, False)
    """
    for at in range(len(code) - 1):
        yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for at, sign in enumerate(code):
        for other in digits if sign.isdigit() else ascii_uppercase:
            yield code[:at] + other + code[at + 1 :]
