"""Whether a search asks for nothing but who somebody is.

Somebody restricted is found by their names, birth and numbers, and by no part of an address. A street without its
number, a house, a town or a UPRN reads like a name or like an agency's number. So what was typed and is not the
record's own counts as a place. It follows from the words and the record's names and numbers alone, never from where
anybody was: the answer is the same whether the place is theirs, somebody else's, or none.
"""

from collections.abc import Sequence
from itertools import pairwise

import nhs_number

from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.dates import OLDEST
from scoring.linkage.finding.entries import filed
from scoring.linkage.finding.likeness import find_alike
from scoring.linkage.names import search_words
from scoring.linkage.records import Identity


def says_only_who(asked: PersonAsked, held: Identity, local_ids: tuple[str, ...]) -> bool:
    """Any word may be typed a little differently. A UPRN of ten digits is seldom an NHS number, and where its check
    digit is wrong it counts as a place."""
    return (
        asked.whereabouts is None
        and _are_names(asked.words, (*search_words(held.given_name), *search_words(held.family_name)))
        and all(_is_age(number) or filed(number) in map(filed, local_ids) for number in asked.local_ids)
        and (asked.nhs_number in ("", held.nhs_number) or nhs_number.is_valid(asked.nhs_number))
    )


def _are_names(words: Sequence[str], own: Sequence[str]) -> bool:
    """Each by itself, or run together with the one beside it.

    >>> _are_names(("RTIA", "MAC", "DONALD"), ("RITA", "MACDONALD")), _are_names(("RITA", "CURLEW"), ("RITA", "OKAFOR"))
    (True, False)
    """
    joined = [at for at, pair in enumerate(pairwise(words)) if find_alike("".join(pair), own)]
    told = {at for start in joined for at in (start, start + 1)}
    return all(at in told or find_alike(word, own) for at, word in enumerate(words))


def _is_age(number: str) -> bool:
    return number.isdigit() and int(number) <= OLDEST
