"""What somebody asks for, said as a record would say it, so that a model can weigh the two against each other."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import msgspec
from rapidfuzz.distance import OSA, JaroWinkler

from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.fragments import SEARCHED_FOR
from scoring.linkage.finding.likeness import Likeness, find_alike, liken
from scoring.linkage.names import compare_form, search_words
from scoring.linkage.records import Identity

Words = tuple[str, ...]
# So many slips leave nothing of a name.
_UNLIKE = 4
# A name of so few letters two slips make into any other.
_SHORT = 4
# Less than a slip, that the family name comes first.
_EXCHANGED = 0.5


def answer_asked(asked: PersonAsked, held: Identity) -> Identity:
    """Of the statement what answers what was asked for: its names with the gender, for a woman's family name says less,
    and of the rest what was asked for too."""
    place = asked.whereabouts is not None
    return Identity(
        agency="",
        given_name=held.given_name,
        family_name=held.family_name,
        birth_date=held.birth_date if asked.births or asked.years else "",
        gender=held.gender,
        nhs_number=held.nhs_number if asked.nhs_number else "",
        address=held.address if place else "",
        postcode=held.postcode if place else "",
        uprn=held.uprn if place else "",
    )


def phrase(asked: PersonAsked, held: Identity) -> tuple[Identity, float]:
    """And how well the names fit, letter by letter, at most 0: one less for each slip. It parts those of equal weight.

    People type given and family name in either order, and it is no mistake: what fits the record better is meant.
    """
    given, family, fit = _phrase_names(asked.words, held.given_name, held.family_name)
    place = asked.whereabouts.place if asked.whereabouts else None
    identity = Identity(
        agency="",
        given_name=given,
        family_name=family,
        birth_date=_choose_birth(asked, held.birth_date),
        gender="",
        nhs_number=asked.nhs_number,
        address=place.text if place else "",
        postcode=place.postcode if place else "",
        uprn=place.uprn if place else "",
    )
    return identity, fit


@lru_cache(maxsize=8_192)
def _phrase_names(words: Words, given_name: str, family_name: str) -> tuple[str, str, float]:
    """Given and family name as typed, and how well they fit those of the record."""
    fits = {
        split: _fit(" ".join(split[0]), given_name) + _fit(" ".join(split[1]), family_name) for split in _split(words)
    }
    given, family = split = max(fits, key=lambda split: (fits[split], split))
    exchanged = given and family and words[: len(given)] != given
    return _say(given, given_name), _say(family, family_name), fits[split] - (_EXCHANGED if exchanged else 0.0)


def count_unlike(asked: PersonAsked, held: Identity) -> int:
    """How many of three words or more are like none of the record's, nor run together with the next."""
    words = asked.words
    if len(words) < 3:
        return 0
    forms = (*search_words(held.given_name), *search_words(held.family_name))
    joined = {at for at, pair in enumerate(pairwise(words)) if find_alike("".join(pair), forms)}
    alone = [word for at, word in enumerate(words) if joined.isdisjoint((at - 1, at))]
    return sum(not find_alike(word, forms) for word in alone)


def _say(words: Words, name: str) -> str:
    """What is only the beginning of the name says as much as its initial, for the model knows no more of beginnings;
    so do short forms that it does not know. Two slips in a short name are as one: the model, which is of records, takes
    them for another name."""
    whole = "".join(words)
    alike = find_alike(whole, search_words(name))
    like = alike[0].likeness if alike else None
    if like is Likeness.SLIPS:
        return _slip_in(alike[0].word)
    if not like and len(whole) <= _SHORT and (close := _find_short(whole, name)):
        return _slip_in(close)
    begins = like is Likeness.BEGINS or name.upper() in SEARCHED_FOR.get(whole, ())
    return whole[0] if begins else " ".join(words)


def _find_short(typed: str, name: str) -> str:
    """A word of the name as short as the one typed and two slips from it at most, of which a letter is left: by itself
    too little to be found by."""
    short = [word for word in search_words(name) if 1 < len(word) <= _SHORT]
    near = (word for word in short if OSA.distance(typed, word) <= min(2, max(len(typed), len(word)) - 1))
    return next(near, "")


def _slip_in(word: str) -> str:
    """The word with its last letter mistyped; of two letters the first, for the model knows no slips in so few."""
    if len(word) < 3:
        return word[0]
    return word[:-1] + ("Q" if word[-1] != "Q" else "X")


def exchange_names(identity: Identity) -> Identity:
    return msgspec.structs.replace(identity, given_name=identity.family_name, family_name=identity.given_name)


def without_place(asked: PersonAsked) -> PersonAsked:
    return replace(asked, whereabouts=None)


def _split(words: Words) -> Iterator[tuple[Words, Words]]:
    for at in range(len(words) + 1):
        yield words[:at], words[at:]
        yield words[at:], words[:at]


@lru_cache(maxsize=65_536)
def _fit(typed: str, name: str) -> float:
    """For the part of the name that fits best."""
    if not typed or not name:
        return -_UNLIKE
    whole = compare_form(typed)
    return max((_fit_word(whole, word) for word in search_words(name)), default=-_UNLIKE)


def _fit_word(typed: str, word: str) -> float:
    """Another form of a name is as good as one slip. Of as many slips those at the end of a word are the likelier."""
    slips = float(OSA.distance(typed, word, score_cutoff=_UNLIKE - 1))
    if slips > 1 and liken(typed, word) in (Likeness.NICKNAME, Likeness.BEGINS, Likeness.INITIAL):
        slips = 1.0
    return JaroWinkler.similarity(typed, word) / 10 - slips if slips else 0.0


def _choose_birth(asked: PersonAsked, held: str) -> str:
    """Of several dates asked for, the one the record says; of an age, the year."""
    dates = (*asked.births, *asked.years)
    if not dates:
        return ""
    return next((date for date in dates if held and (held.startswith(date) or date.startswith(held))), dates[0])
