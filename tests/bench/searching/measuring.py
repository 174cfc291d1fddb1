"""Searches of people and addresses that are known, mistyped; how far down each is found, and how long it takes."""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from redis.asyncio import Redis

from scoring.linkage.finding.reading import read_address_query, read_person_query
from scoring.linkage.models import Models
from scoring.linkage.names import compare_form
from scoring.linkage.records import Identity, RecordId
from scoring.state.address_search import search_addresses
from scoring.state.found import AddressFound, PersonFound
from scoring.state.person_search import search_people
from scoring.state.reads import Shelf, answer_at_rest
from tests.bench.searching.filling import AREA, Known, usual_name, usual_place
from tests.bench.searching.mistyping import mistype

TODAY = date(2026, 11, 22)
_LATER = 4e9
Hit = PersonFound | AddressFound


@dataclass(frozen=True, slots=True)
class Search:
    """``text`` and ``born`` as typed, to find ``sought``."""

    text: str
    born: str
    sought: Known


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rank`` from 1, 0 for not found; ``namesake``: the rank of the first who has the very name that was meant."""

    rank: int
    namesake: int
    seconds: float


def draw_person_searches(people: Sequence[Known], rng: Random, count: int, slips: int, born: bool) -> Iterator[Search]:
    fit = [one for one in people if all(usual_name(one)) and (birth_of(one) or not born)]
    for sought in rng.sample(fit, count):
        given, family = usual_name(sought)
        yield Search(mistype(rng, f"{given} {family}", slips), birth_of(sought) if born else "", sought)


def birth_of(known: Known) -> str:
    """As most of the records have it, where it is whole."""
    births = [one.birth_date for one in known.said if isinstance(one, Identity) and len(one.birth_date) == 10]
    return max(births, key=lambda birth: (births.count(birth), birth), default="")


def draw_address_searches(
    places: Sequence[Known], rng: Random, count: int, slips: int, postcode: bool
) -> Iterator[Search]:
    fit = [one for one in places if usual_place(one).postcode and any(map(str.isdigit, usual_place(one).text))]
    for sought in rng.sample(fit, count):
        place = usual_place(sought)
        yield Search(mistype(rng, place.text, slips) + (f" {place.postcode}" if postcode else ""), "", sought)


async def run_searches(redis: Redis, models: Models, searches: Iterable[Search], people: bool) -> list[Outcome]:
    outcomes = []
    for search in searches:
        ask = _ask_people(search) if people else _ask_addresses(search)
        begun = time.perf_counter()
        found, _ = await answer_at_rest(redis, AREA, models, ask)
        seconds = time.perf_counter() - begun
        ranks = [rank for rank, one in enumerate(found, 1) if RecordId(one.id) in search.sought.records]
        alike = [rank for rank, one in enumerate(found, 1) if _has_name(one, search.sought)] if people else ranks
        outcomes.append(Outcome(ranks[0] if ranks else 0, min([*alike, *ranks], default=0), seconds))
    return outcomes


def _ask_people(search: Search) -> Callable[[Shelf], Awaitable[tuple[Hit, ...]]]:
    async def ask(shelf: Shelf) -> tuple[Hit, ...]:
        return (await search_people(shelf, read_person_query(search.text, search.born, TODAY))).found

    return ask


def _ask_addresses(search: Search) -> Callable[[Shelf], Awaitable[tuple[Hit, ...]]]:
    async def ask(shelf: Shelf) -> tuple[Hit, ...]:
        return (await search_addresses(shelf, read_address_query(search.text), _LATER)).found

    return ask


def _has_name(one: Hit, sought: Known) -> bool:
    if isinstance(one, AddressFound):
        return False
    said = (one.particulars.name, *one.particulars.other_names)
    return compare_form(" ".join(usual_name(sought))) in map(compare_form, said)
