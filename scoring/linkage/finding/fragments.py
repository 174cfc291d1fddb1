"""Under which fragments a word is kept, so that a word typed a little differently leads to it.

What is left of a word when up to two of its letters are let go, how it sounds, and which full names it may stand
for. Two words within two slips of one another (a letter left out, put in, changed, or exchanged with the next) share
at least one fragment of the first kind: Garbe's symmetric deletion, which finds them without trying every word.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from jellyfish import metaphone

from scoring.linkage.persons.variants import roots_of

# Slips behind the seventh letter are found by what is before it; so a word has at most 29 fragments of deletion.
_REACH = 7
LONGEST = 40
# Short forms that linkage keeps apart, for they stand for unlike names: who types one may mean any of them.
SEARCHED_FOR = {"MO": frozenset(["MAUREEN"])}


def fragments_of(word: str) -> frozenset[str]:
    """
    >>> sorted(fragments_of("LEEN"))
    ['=LEEN', 'EE', 'EEN', 'EN', 'LE', 'LEE', 'LEEN', 'LEN', 'LN', '~LN']
    """
    sound = sound_of(word)
    roots = {f"={root}" for root in full_names(word)}
    return frozenset({*_delete(word[:_REACH]), *roots, *({f"~{sound}"} if sound else ())})


def full_names(word: str) -> frozenset[str]:
    """What the word may be short for, and itself.

    >>> sorted(full_names("MO"))
    ['MAUREEN', 'MO', 'MOHAMMED']
    """
    return roots_of(word) | SEARCHED_FOR.get(word, frozenset())


def _delete(head: str) -> Iterator[str]:
    """At least two letters are left, or of a single letter itself."""
    yield head
    for count in range(1, min(count_slips(head), len(head) - 2) + 1):
        for kept in combinations(head, len(head) - count):
            yield "".join(kept)


def count_slips(word: str) -> int:
    """How many slips leave a word recognisable.

    >>> count_slips("AL"), count_slips("ANN"), count_slips("ANNE")
    (0, 1, 2)
    """
    return max(0, min(2, len(word) - 2))


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """Empty where nothing can be said: another script, or one consonant."""
    sound = metaphone(word) if word.isascii() else ""
    return sound if len(sound) > 1 else ""
