"""Two spellings of one word, as slips of the finger make them."""

from collections.abc import Collection

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

# Above these shares of letters in common, of 100, two spellings are one name with slips in it.
NEAR_NAME = 80
_NEAR_WORD = 80


def is_near(one: str, other: str, bar: int) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 4 or abs(len(one) - len(other)) > 4:
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1 if shorter < 6 else ratio(one, other) >= bar


def seek_near(word: str, words: Collection[str]) -> bool:
    return len(word) >= 4 and extractOne(word, words, scorer=ratio, score_cutoff=_NEAR_WORD) is not None
