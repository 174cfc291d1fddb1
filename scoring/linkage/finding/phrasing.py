"""What somebody asks for, said as a record would say it, so that a model can weigh the two against each other."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import msgspec
from rapidfuzz.distance import JaroWinkler

from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.fragments import SEARCHED_FOR
from scoring.linkage.finding.likeness import Likeness, find_alike, liken
from scoring.linkage.names import compare_form, search_words
from scoring.linkage.records import Identity

Words = tuple[str, ...]


@lru_cache(maxsize=8_192)
def phrase(asked: PersonAsked, held: Identity) -> tuple[Identity, float]:
    """And how well the names fit, letter by letter, from 0 to 2: it parts those of equal weight.

    People type given and family name in either order, and it is no mistake: what fits the record better is meant.
    """
    given, family = max(_split(asked.words), key=lambda split: (_fit_names(split, held), split))
    place = asked.whereabouts.place if asked.whereabouts else None
    identity = Identity(
        agency="",
        given_name=_say(given, held.given_name),
        family_name=_say(family, held.family_name),
        birth_date=_choose_birth(asked, held.birth_date),
        gender="",
        nhs_number=asked.nhs_number,
        address=place.text if place else "",
        postcode=place.postcode if place else "",
        uprn=place.uprn if place else "",
    )
    return identity, _fit_names((given, family), held)


def _say(words: Words, name: str) -> str:
    """What is only the beginning of the name says as much as its initial, for the model knows no more of beginnings;
    so do short forms that it does not know."""
    whole = "".join(words)
    alike = find_alike(whole, search_words(name))
    begins = bool(alike) and alike[0].likeness is Likeness.BEGINS
    return whole[0] if begins or name.upper() in SEARCHED_FOR.get(whole, ()) else " ".join(words)


def exchange_names(identity: Identity) -> Identity:
    return msgspec.structs.replace(identity, given_name=identity.family_name, family_name=identity.given_name)


def without_place(asked: PersonAsked) -> PersonAsked:
    return replace(asked, whereabouts=None)


def _split(words: Words) -> Iterator[tuple[Words, Words]]:
    for at in range(len(words) + 1):
        yield words[:at], words[at:]
        yield words[at:], words[:at]


def _fit_names(split: tuple[Words, Words], held: Identity) -> float:
    given, family = split
    return _fit(" ".join(given), held.given_name) + _fit(" ".join(family), held.family_name)


@lru_cache(maxsize=65_536)
def _fit(typed: str, name: str) -> float:
    """From 0 to 1, for the part of the name that fits best."""
    if not typed or not name:
        return 0.0
    whole = compare_form(typed)
    return max((_fit_word(whole, word) for word in search_words(name)), default=0.0)


def _fit_word(typed: str, word: str) -> float:
    """Another form of a name is as good as a small slip."""
    like = liken(typed, word)
    close = JaroWinkler.similarity(typed, word)
    return max(close, 0.9) if like in (Likeness.NICKNAME, Likeness.BEGINS, Likeness.INITIAL) else close


def _choose_birth(asked: PersonAsked, held: str) -> str:
    """Of several dates asked for, the one the record says; of an age, the year."""
    dates = (*asked.births, *asked.years)
    if not dates:
        return ""
    return next((date for date in dates if held and (held.startswith(date) or date.startswith(held))), dates[0])
