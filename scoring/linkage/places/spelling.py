"""Single words of an address, put into the form in which they are compared."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from scoring.linkage.places.words import (
    ABBREVIATIONS,
    FLOORS,
    HOUSE_NAMES,
    NAME_ENDS,
    REAL_WORDS,
    SAINTS,
    STREET_TYPES,
    STRONG_TYPES,
    UNITS,
)

# What is mended: the words the parser steers by. Five letters and more, so that one slip leaves them recognisable.
_STEERING = sorted(
    word
    for word in (STRONG_TYPES - {"PLACE"})
    | FLOORS
    | {"APARTMENT", "MAISONETTE", "FLOOR", "COTTAGE", "HOUSE", "STUDIO", "ANNEXE"}
    if len(word) >= 5
)
_SHORT = ("FLAT", "ROAD", "LANE", "ROOM")
_KNOWN = (
    STREET_TYPES | NAME_ENDS | UNITS | FLOORS | HOUSE_NAMES | SAINTS | REAL_WORDS | frozenset(ABBREVIATIONS.values())
)


@lru_cache(maxsize=131_072)
def mend_word(word: str) -> str:
    """Abbreviations undone, and one slip in a word the parser steers by.

    >>> mend_word("AVE"), mend_word("GROND"), mend_word("STREEET"), mend_word("RAOD"), mend_word("CLOVE")
    ('AVENUE', 'GROUND', 'STREET', 'ROAD', 'CLOVE')
    """
    whole = ABBREVIATIONS.get(word, word)
    if len(whole) < 4 or whole in _KNOWN or not whole.isalpha():
        return whole
    if len(whole) >= 5:
        for steering in _STEERING:
            near = (whole[0] == steering[0] or whole[1::-1] == steering[:2]) and abs(len(steering) - len(whole)) <= 1
            if near and OSA.distance(whole, steering, score_cutoff=1) <= 1:
                return steering
    return next((short for short in _SHORT if _is_slip_of(whole, short)), whole)


# What units are called, and how many slips leave each recognisable where one is named.
_CALLED = {"FLAT": 1, "UNIT": 1, "ROOM": 1, "APARTMENT": 2}


@lru_cache(maxsize=65_536)
def mend_unit(word: str) -> str:
    """What a word was meant for that stands where a unit is named, mistyped or not; empty for a word of its own.

    >>> mend_unit("FLA"), mend_unit("NUIT"), mend_unit("PPARTMENT"), mend_unit("ASH"), mend_unit("ROOT")
    ('FLAT', 'UNIT', 'APARTMENT', '', '')
    """
    if len(word) < 3 or word in _KNOWN or word in ABBREVIATIONS:
        return ""
    return next((unit for unit, slips in _CALLED.items() if OSA.distance(word, unit, score_cutoff=slips) <= slips), "")


def _is_slip_of(word: str, short: str) -> bool:
    """Four letters stand one change from too many words: only letters exchanged or doubled are a slip of them."""
    exchanged = len(word) == 4 and sorted(word) == sorted(short) and OSA.distance(word, short) == 1
    return exchanged or (
        len(word) == 5 and word[0] == short[0] and any(word == short[: at + 1] + short[at:] for at in range(4))
    )
