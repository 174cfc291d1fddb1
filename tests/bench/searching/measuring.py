"""Searches of people and addresses that are known, mistyped; how far down each is found, and how long it takes."""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from redis.asyncio import Redis

from scoring.linkage.finding.doors import read_door
from scoring.linkage.finding.reading import read_address_query, read_person_query
from scoring.linkage.models import Models
from scoring.linkage.records import EntityId, Identity, RecordId
from scoring.state.address_search import search_addresses
from scoring.state.keys import Subject
from scoring.state.person_search import search_people
from scoring.state.reads import Shelf, answer_at_rest
from tests.bench.searching.filling import AREA, Known, usual_name, usual_place
from tests.bench.searching.mistyping import mistype

TODAY = date(2026, 11, 22)
_LATER = 4e9


@dataclass(frozen=True, slots=True)
class Search:
    """``text`` and ``born`` as typed, to find ``sought``, somebody or an address."""

    subject: Subject
    text: str
    born: str
    sought: Known


@dataclass(frozen=True, slots=True)
class Outcome:
    """``rank`` from 1, 0 for not found."""

    rank: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Asked:
    """``own`` and ``server``: processor seconds of this process and of Valkey for all of them."""

    outcomes: list[Outcome]
    own: float
    server: float


def draw_person_searches(people: Sequence[Known], rng: Random, count: int, slips: int, born: bool) -> Iterator[Search]:
    fit = [one for one in people if all(usual_name(one)) and (birth_of(one) or not born)]
    for sought in rng.sample(fit, count):
        given, family = usual_name(sought)
        typed = mistype(rng, f"{given} {family}", slips)
        yield Search(Subject.PERSON, typed, birth_of(sought) if born else "", sought)


def birth_of(known: Known) -> str:
    """As most of the records have it, where it is whole."""
    births = [one.birth_date for one in known.said if isinstance(one, Identity) and len(one.birth_date) == 10]
    return max(births, key=lambda birth: (births.count(birth), birth), default="")


def draw_address_searches(places: Sequence[Known], rng: Random, count: int, slips: int) -> Iterator[Search]:
    """With the postcode, where one knows of it."""
    fit = [one for one in places if read_door(usual_place(one).text).words]
    for sought in rng.sample(fit, count):
        place = usual_place(sought)
        yield Search(Subject.ADDRESS, f"{mistype(rng, place.text, slips)} {place.postcode}", "", sought)


async def run_searches(redis: Redis, models: Models, searches: Iterable[Search]) -> Asked:
    """One after the other, each as the API asks: all from one state of the area."""
    outcomes: list[Outcome] = []
    own, server = time.process_time(), await _time_server(redis)
    for search in searches:
        ask = _ask_people(search) if search.subject is Subject.PERSON else _ask_addresses(search)
        begun = time.perf_counter()
        found, _ = await answer_at_rest(redis, AREA, models, ask)
        seconds = time.perf_counter() - begun
        ranks = [rank for rank, one in enumerate(found, 1) if RecordId(one) in search.sought.records]
        outcomes.append(Outcome(min(ranks, default=0), seconds))
    return Asked(outcomes, time.process_time() - own, await _time_server(redis) - server)


async def _time_server(redis: Redis) -> float:
    used = await redis.info("cpu")
    return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


def _ask_people(search: Search) -> Callable[[Shelf], Awaitable[list[EntityId]]]:
    async def ask(shelf: Shelf) -> list[EntityId]:
        found = await search_people(shelf, read_person_query(search.text, search.born, TODAY))
        return [one.id for one in found.found]

    return ask


def _ask_addresses(search: Search) -> Callable[[Shelf], Awaitable[list[EntityId]]]:
    async def ask(shelf: Shelf) -> list[EntityId]:
        found = await search_addresses(shelf, read_address_query(search.text), _LATER)
        return [one.id for one in found.found]

    return ask
