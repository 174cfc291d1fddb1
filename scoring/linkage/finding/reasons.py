"""Why a record was found, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.linkage.finding.doors import read_door
from scoring.linkage.finding.entries import filed
from scoring.linkage.finding.likeness import Like, Likeness, find_alike, liken
from scoring.linkage.names import display_form, search_words
from scoring.linkage.records import Identity, Place


@dataclass(frozen=True, slots=True)
class Reason:
    """``field``: what of the record; ``how``: in which way it agrees with what was asked for.

    >>> print(Reason("given name", "another form of Maureen"))
    given name: another form of Maureen
    """

    field: str
    how: str

    def __str__(self) -> str:
        return f"{self.field}: {self.how}"


_SAME = Likeness.SAME.words


def explain_person(asked: PersonAsked, held: Identity, local_ids: tuple[str, ...] = ()) -> tuple[Reason, ...]:
    """Only what agrees: what differs is to be seen beside it."""
    found = [*_names(asked.words, held), *_birth(asked, held.birth_date), *_number(asked.nhs_number, held.nhs_number)]
    filed_under = {filed(local_id): local_id for local_id in local_ids}
    numbers = (filed_under[name] for said in asked.local_ids if (name := filed(said)) in filed_under)
    found += [Reason("agency's number", number) for number in numbers]
    if asked.whereabouts:
        found += explain_place(asked.whereabouts, Place(held.address, held.postcode, held.uprn))
    return tuple(dict.fromkeys(found))


def explain_place(asked: Whereabouts, held: Place) -> tuple[Reason, ...]:
    return tuple(_place(asked, held))


def _names(words: tuple[str, ...], held: Identity) -> Iterator[Reason]:
    fields = {"given name": search_words(held.given_name), "family name": search_words(held.family_name)}
    unlike = []
    for word in words:
        found = [(like, field) for field, forms in fields.items() for like in find_alike(word, forms)[:1]]
        if found:
            like, field = min(found, key=lambda one: one[0].likeness.distance)
            yield Reason(field, _say(like))
        else:
            unlike.append(word)
    for joined in map("".join, pairwise(unlike)):
        for field, forms in fields.items():
            yield from (Reason(field, _say(like)) for like in find_alike(joined, forms)[:1])


def _say(like: Like) -> str:
    return _SAME if like.likeness is Likeness.SAME else f"{like.likeness.words} {display_form(like.word)}"


def _birth(asked: PersonAsked, held: str) -> Iterator[Reason]:
    how = next((how for date in asked.births if (how := compare_births(date, held))), "")
    if not how and held[:4] in asked.years:
        how = f"the year fits the age, {held[:4]}"
    if how:
        yield Reason("birth date", how)


def compare_births(asked: str, held: str) -> str:
    """Empty where too little agrees. ``asked`` is whole.

    >>> compare_births("1961-03-04", "1961-04-03"), compare_births("1961-03-04", "1961")
    ('day and month exchanged', 'agrees as far as it is known')
    >>> compare_births("1961-03-04", "1961-03-05"), compare_births("1961-03-04", "1988-07-02")
    ('one digit differs', '')
    """
    if not held or held == asked:
        return _SAME if held else ""
    if asked.startswith(held):
        return "agrees as far as it is known"
    if (asked[:4], asked[5:7], asked[8:]) == (held[:4], held[8:], held[5:7]):
        return "day and month exchanged"
    if len(held) == len(asked) and (how := _compare_digits(asked, held)):
        return how
    agreeing = [name for name, part in _PARTS.items() if asked[part] == held[part]]
    return f"{' and '.join(agreeing)} agree" if len(agreeing) > 1 else ""


_PARTS = {"day": slice(8, 10), "month": slice(5, 7), "year": slice(0, 4)}


def _compare_digits(asked: str, held: str) -> str:
    if OSA.distance(asked, held, score_cutoff=1) > 1:
        return ""
    return "two digits exchanged" if sorted(asked) == sorted(held) else "one digit differs"


def _number(asked: str, held: str) -> Iterator[Reason]:
    if asked and held:
        how = _SAME if asked == held else _compare_digits(asked, held)
        yield from [Reason("NHS number", how)] if how else []


def _place(asked: Whereabouts, held: Place) -> Iterator[Reason]:
    door = read_door(held.text)
    if asked.uprn and asked.uprn == held.uprn:
        yield Reason("UPRN", _SAME)
    if (
        asked.number
        and asked.number == door.number
        and any(liken(word, said) for word in asked.words for said in door.words)
    ):
        yield Reason("house number", _SAME)
    for word in asked.words:
        yield from (Reason("street or house", _say(like)) for like in find_alike(word, door.words)[:1])
    code = (held.postcode or door.postcode).replace(" ", "")
    if code and asked.postcode:
        how = _SAME if code == asked.postcode else _compare_digits(asked.postcode, code)
        yield from [Reason("postcode", how.replace("digit", "sign"))] if how else []
    elif code and asked.outward == code[:-3]:
        yield Reason("postcode", f"in {asked.outward}")
