"""Where to look for a person."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from scoring.linkage.finding.asked import PersonAsked
from scoring.linkage.finding.entries import Words, born, filed, initial, located, numbered
from scoring.linkage.finding.likeness import FURTHEST, Like, Likeness
from scoring.linkage.finding.looks import Alike, Look, Plan, closest_first, misread, order_looks, pair_words

_MOST_WORDS = 5
# Names further down this list are not likely enough to be tried with a birth date, and every mistake in its year; nor,
# where only an age is known, with that.
_LIKELY, _LIKELY_AGED = 40, 200
# Of three words typed two are mostly right.
_FURTHEST = {2: FURTHEST, 3: 2.5, 4: 2.0, 5: 2.0}
# Letters of a name typed, and how far off whoever has no more than their initial in common with it.
_INITIAL = {1: Likeness.INITIAL.distance, 2: FURTHEST + 1, 3: FURTHEST + 1, 4: FURTHEST + 1}


def typed_names(asked: PersonAsked) -> tuple[str, ...]:
    """The words to be likened to those of records: as typed, and two run together.

    >>> typed_names(PersonAsked(("MAC", "DONALD")))
    ('MAC', 'DONALD', 'MACDONALD')
    """
    words = asked.words[:_MOST_WORDS]
    return tuple(dict.fromkeys((*words, *map("".join, pairwise(words)))))


def plan_for_person(asked: PersonAsked, names: Alike, streets: Alike) -> Plan:
    """Numbers first, then names with births, births, whereabouts, names; and only then the street in other postcodes, a
    number misread, or one of several names alone."""
    likely = closest_first(_liken_names(asked.words[:_MOST_WORDS], names))
    surely = [numbered(asked.nhs_number)] if asked.nhs_number else []
    surely += [filed(local_id) for local_id in asked.local_ids]
    near, further = _by_place(asked, streets)
    looks = [*map(Look, surely), *_by_birth(asked, likely), *near, *map(Look, likely)]
    further += [Look(numbered(number)) for number in misread(asked.nhs_number)]
    if len(asked.words) > 1:
        further += [Look((like.word,)) for word in asked.words for like in _closely(word, names)]
    return order_looks(looks, further)


def _liken_names(words: Sequence[str], names: Alike) -> dict[Words, float]:
    found: dict[Words, float] = {}
    if len(words) == 1:
        # Two slips leave too little of a short name that stands alone.
        likes = [like for like in names.get(words[0], ()) if len(words[0]) > 5 or like.likeness is not Likeness.SLIPS]
        found |= {(like.word,): like.likeness.distance for like in likes}
    for one, other in combinations(words, 2):
        found |= pair_words(one, other, names, _FURTHEST[len(words)])
        found |= _by_initial(one, other, names) | _by_initial(other, one, names)
    for one, other in pairwise(words):
        found |= {(like.word,): like.likeness.distance + 1 for like in _closely(one + other, names)}
    return found


def _by_initial(typed: str, other: str, names: Alike) -> dict[Words, float]:
    """For an initial typed as such; and last of all for a name too short to be known with two slips in it."""
    if len(typed) not in _INITIAL:
        return {}
    distance = _INITIAL[len(typed)]
    return {(initial(typed), like.word): distance + like.likeness.distance for like in _closely(other, names)}


def _closely(word: str, names: Alike) -> list[Like]:
    return [like for like in names.get(word, ()) if like.likeness.distance <= Likeness.SLIP.distance]


def _by_birth(asked: PersonAsked, names: Sequence[Words]) -> Iterator[Look]:
    yield from (Look(words, birth) for words in names[:_LIKELY] for birth in asked.births)
    # A record may know only the month or the year of a birth.
    yield from (Look(born(birth[:length])) for birth in asked.births for length in (10, 7, 4))
    yield from (Look(words, birth[:4]) for words in names[:_LIKELY] for birth in asked.births)
    yield from (Look(words, year) for words in names[:_LIKELY_AGED] for year in asked.years)
    mistaken = [mistake for birth in asked.births for mistake in _mistake_year(birth)]
    yield from (Look(words, birth) for words in names[:_LIKELY] for birth in mistaken)


def _mistake_year(birth: str) -> Iterator[str]:
    """A year or a decade off, or the last two digits exchanged.

    >>> list(_mistake_year("1961-03-14"))
    ['1960-03-14', '1962-03-14', '1951-03-14', '1971-03-14', '1916-03-14']
    """
    year, turned = int(birth[:4]), int(birth[:2] + birth[3] + birth[2])
    for other in dict.fromkeys((year - 1, year + 1, year - 10, year + 10, turned)):
        if other != year:
            yield f"{other:04}{birth[4:]}"


def _by_place(asked: PersonAsked, streets: Alike) -> tuple[list[Look], list[Look]]:
    """First, and only where that leads to nobody. Somebody who is asked for may be next door to where they were thought
    to be. A street has many namesakes in a county, among whom who has the name that was typed too is not to be lost."""
    place = asked.whereabouts
    if place is None:
        return [], []
    words = [like.word for word in place.words for like in streets.get(word, ())]
    street = [Look(located(word), place.number, by_place=True) for word in words]
    if not place.postcode:
        return street, []
    door = Look(located(place.postcode), place.number, by_place=True)
    beside = Look(located(place.postcode), by_place=True)
    somebody = asked.births or asked.years or asked.nhs_number or asked.local_ids or not asked.place_first
    return ([door, beside], street) if somebody or not place.number else ([door], [beside, *street])
