"""In which entries of the index to look, and in which order: what is most likely first.

Whether an entry is in a plan, and where, depends on what was typed and on the words of that entry alone. So records
that may not be shown cannot push one out that may, as long as whoever reads goes on until enough may be shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.linkage.finding.entries import Words, born, filed, initial, located, numbered
from scoring.linkage.finding.likeness import FURTHEST, Like, Likeness

Alike = Mapping[str, Sequence[Like]]
"""What was typed to the words of records that are like it."""

_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Look:
    """Under which entry, and there at what stands in a place that begins so. ``by_place``: this finds people only by
    where they are."""

    words: Words
    place: str = ""
    by_place: bool = False


Plan = tuple[tuple[Look, ...], ...]
"""Each further part is only for when nobody was found by those before it."""


def typed_words(asked: PersonAsked | Whereabouts) -> tuple[str, ...]:
    """What may be mistyped, and so is to be likened to the words of records: also two words run together.

    >>> typed_words(PersonAsked(("MAC", "DONALD")))
    ('MAC', 'DONALD', 'MACDONALD')
    """
    words = asked.words[:_MOST_WORDS]
    joined = ["".join(pair) for pair in pairwise(words)] if isinstance(asked, PersonAsked) else []
    return tuple(dict.fromkeys((*words, *joined)))


def plan_for_person(asked: PersonAsked, alike: Alike, streets: Alike) -> Plan:
    names = _names(asked, alike)
    surely = [Look(numbered(asked.nhs_number))] if asked.nhs_number else []
    surely += [Look(filed(local_id)) for local_id in asked.local_ids]
    near = asked.whereabouts
    where = [look for look in _where(near, streets) if near] if near else []
    looks = [*surely, *_by_birth(asked, names), *where, *(Look(words) for words in names)]
    further = [Look(words) for words in _partly(asked)] if len(asked.words) > 1 else []
    misread = [Look(numbered(number)) for number in _misread(asked.nhs_number)]
    return _tidy(looks, [*misread, *further])


def plan_for_address(asked: Whereabouts, alike: Alike) -> Plan:
    exactly = [Look(numbered(asked.uprn))] if asked.uprn else []
    outward = asked.postcode[:-3] or asked.outward
    streets = _streets(asked.words, alike)
    at_number = [Look((*words, *part), asked.number) for part in (((outward,),) if outward else ()) for words in streets]
    at_number += [Look(words, asked.number) for words in streets]
    codes = [code for code in (asked.postcode,) if code]
    at_code = [Look((code,), asked.number) for code in codes] + [Look((code,)) for code in codes]
    slips = [Look((code,), asked.number) for code in misread_postcodes(asked.postcode)]
    area = [] if asked.words or asked.postcode or not outward else [Look((outward,))]
    anywhere = [Look(words) for words in streets] + [Look((like.word,)) for w in asked.words for like in alike.get(w, ())]
    return _tidy([*exactly, *at_code, *at_number, *slips, *area], anywhere)


def _tidy(*parts: Iterable[Look]) -> Plan:
    return tuple(tuple(dict.fromkeys(part)) for part in parts)


def _names(asked: PersonAsked, alike: Alike) -> list[Words]:
    """One word, or two together, the closest first."""
    words = asked.words[:_MOST_WORDS]
    if len(words) < 2:
        return [(like.word,) for word in words for like in _single(word, alike)]
    together = {}
    for one, other in combinations(words, 2):
        together |= _pairs(one, other, alike)
    for joined in pairwise(words) if len(words) == 2 else ():
        together |= {(like.word,): like.likeness.distance + 1 for like in _near("".join(joined), alike)}
    return [words for words, _ in sorted(together.items(), key=lambda one: (one[1], one[0]))]


def _single(word: str, alike: Alike) -> list[Like]:
    return [like for like in alike.get(word, ()) if like.likeness is not Likeness.SLIPS or len(word) > 5]


def _near(word: str, alike: Alike) -> list[Like]:
    return [like for like in alike.get(word, ()) if like.likeness in (Likeness.SAME, Likeness.SLIP)]


def _pairs(one: str, other: str, alike: Alike) -> dict[Words, float]:
    found: dict[Words, float] = {}
    for mine in alike.get(one, ()):
        for theirs in alike.get(other, ()):
            distance = mine.likeness.distance + theirs.likeness.distance
            if distance <= FURTHEST and mine.word != theirs.word:
                found[tuple(sorted((mine.word, theirs.word)))] = distance
    for first, second in ((one, other), (other, one)):
        far = 1.0 if len(first) == 1 else FURTHEST + 1
        found |= {(initial(first), like.word): far + like.likeness.distance for like in _near(second, alike)}
    return found


def _by_birth(asked: PersonAsked, names: Sequence[Words]) -> Iterator[Look]:
    births = [birth for typed in asked.births for birth in (typed, typed[:7], typed[:4])]
    yield from (Look(words, birth) for words in names for birth in asked.births)
    yield from (Look(born(birth)) for birth in births)
    years = [*(birth[:4] for birth in asked.births), *asked.years]
    yield from (Look(words, year) for words in names for year in years)
    mistaken = [birth for typed in asked.births for birth in _mistake_year(typed)]
    yield from (Look(words, birth) for words in names[:40] for birth in mistaken)


def _mistake_year(birth: str) -> Iterator[str]:
    """A year or a decade off, or the last two digits exchanged.

    >>> list(_mistake_year("1961-03-14"))
    ['1960-03-14', '1962-03-14', '1951-03-14', '1971-03-14', '1916-03-14']
    """
    year = int(birth[:4])
    turned = int(birth[:2] + birth[3] + birth[2])
    for other in dict.fromkeys((year - 1, year + 1, year - 10, year + 10, turned)):
        if other != year:
            yield f"{other:04}{birth[4:]}"


def _partly(asked: PersonAsked) -> Iterator[Words]:
    yield from ((word,) for word in asked.words)


def _where(asked: Whereabouts, alike: Alike) -> Iterator[Look]:
    if asked.postcode:
        yield Look(located(asked.postcode), asked.number, by_place=True)
        yield Look(located(asked.postcode), by_place=True)
    for word in asked.words:
        for like in alike.get(word, ()):
            yield Look(located(like.word), asked.number, by_place=True)


def _streets(words: Sequence[str], alike: Alike) -> list[Words]:
    if len(words) < 2:
        return [(like.word,) for word in words for like in alike.get(word, ())]
    found: dict[Words, float] = {}
    for one, other in combinations(words, 2):
        found |= _pairs_of_streets(one, other, alike)
    return [pair for pair, _ in sorted(found.items(), key=lambda one: (one[1], one[0]))]


def _pairs_of_streets(one: str, other: str, alike: Alike) -> dict[Words, float]:
    return {
        tuple(sorted((mine.word, theirs.word))): mine.likeness.distance + theirs.likeness.distance
        for mine in alike.get(one, ())
        for theirs in alike.get(other, ())
        if mine.word != theirs.word and mine.likeness.distance + theirs.likeness.distance <= FURTHEST
    }


def _misread(number: str) -> Iterator[str]:
    """Numbers one slip away: two neighbouring digits exchanged, or one changed."""
    yield from (number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(len(number) - 1))
    yield from (number[:at] + digit + number[at + 1 :] for at in range(len(number)) for digit in "0123456789")


def misread_postcodes(postcode: str) -> Iterator[str]:
    """
    >>> [code for code in misread_postcodes("NM42QX") if code in ("NM24QX", "NN42QX", "NM42QX")]
    ['NM24QX', 'NN42QX']
    """
    for at in range(len(postcode) - 1):
        yield postcode[:at] + postcode[at + 1] + postcode[at] + postcode[at + 2 :]
    for at, sign in enumerate(postcode):
        letters = "0123456789" if sign.isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        yield from (postcode[:at] + letter + postcode[at + 1 :] for letter in letters if letter != sign)
