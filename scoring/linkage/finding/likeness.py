"""How a word that somebody typed is like a word of a record."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from scoring.linkage.finding.fragments import count_slips, full_names, sound_of


class Likeness(Enum):
    """Each with how far it is from the same, for the order in which records are looked at."""

    SAME = 0, "the same"
    NICKNAME = 1, "another form of"
    SLIP = 2, "one letter differs from"
    SOUND = 2.2, "sounds like"
    INITIAL = 2.5, "the initial of"
    BEGINS = 2.6, "the beginning of"
    SLIPS = 4, "two letters differ from"

    def __init__(self, distance: float, words: str) -> None:
        self.distance = distance
        self.words = words

    def __repr__(self) -> str:
        return f"<Likeness.{self.name}>"


# Two words of a name may be this far off together: a slip in each, or two in one.
FURTHEST = 4.0


@dataclass(frozen=True, slots=True)
class Like:
    """``word`` of a record, and how what was typed is like it."""

    word: str
    likeness: Likeness


@lru_cache(maxsize=65_536)
def liken(typed: str, word: str) -> Likeness | None:
    """None: they are not alike. Not symmetric, for what is typed may be the beginning of a word.

    >>> liken("LIZ", "BETTY"), liken("THAKCERY", "THACKERAY"), liken("MO", "MORGAN"), liken("ANN", "IAN")
    (<Likeness.NICKNAME>, <Likeness.SLIPS>, <Likeness.BEGINS>, None)
    """
    if typed == word:
        return Likeness.SAME
    if not full_names(typed).isdisjoint(full_names(word)):
        return Likeness.NICKNAME
    slips = count_slips(max(typed, word, key=len)) if min(len(typed), len(word)) > 1 else 0
    distance = DamerauLevenshtein.distance(typed, word, score_cutoff=2)
    if distance == 1 and slips:
        return Likeness.SLIP
    if (sound := sound_of(typed)) and sound == sound_of(word):
        return Likeness.SOUND
    if word.startswith(typed):
        return Likeness.BEGINS if len(typed) > 1 else Likeness.INITIAL
    if typed.startswith(word) and len(word) == 1:
        return Likeness.INITIAL
    return Likeness.SLIPS if distance == 2 and slips == 2 and min(len(typed), len(word)) > 2 else None


def find_alike(typed: str, words: Iterable[str]) -> list[Like]:
    """Those of ``words`` that are like what was typed, the closest first."""
    alike = {word: likeness for word in words if (likeness := liken(typed, word))}
    ordered = sorted(alike.items(), key=lambda one: (one[1].distance, one[0]))
    return [Like(word, likeness) for word, likeness in ordered]
