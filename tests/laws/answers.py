"""All that can be asked of a small world, asked of a store in memory."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from scoring.linkage.finding.reading import read_address_query, read_person_query
from scoring.linkage.records import RecordId
from scoring.state.activity import Moment
from scoring.state.address_search import search_addresses
from scoring.state.address_view import view_address
from scoring.state.area import ALL, AreaState
from scoring.state.keys import Key
from scoring.state.person_search import search_people
from scoring.state.person_view import view_person
from scoring.state.reads import Range, Ranked, Shelf
from tests.laws.memory import MODELS, MemoryStore

PERSON_SEARCHES = ["Ashby", "okafr", "Maureen", "Mo Ashby", "1961-03-14", "Ashby 14/3/1961", "999 000 0018", "L1"]
PERSON_SEARCHES += ["Ashby aged 64", "Asbhy, 14 Curlew Street", "NM4 2QX", "Ashby curlew street"]
ADDRESS_SEARCHES = [
    "14 Curlew St",
    "Curlew Street",
    "Curlwe",
    "NM4 2QX",
    "nm42qy",
    "Rose Cottage",
    "NM4",
    "99 Curlew Street nm4 2qz",
]


class MemoryArea:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def load(self, state: AreaState, wanted: Collection[Key]) -> None:
        await self._store.load(state, wanted, latest=ALL)

    async def walk(self, ranges: Sequence[Range], limit: int) -> list[tuple[int, str]]:
        found = [
            (number, member)
            for number, asked in enumerate(ranges)
            for member in sorted(self._store.scores.get(asked.key, {}))
            if member.startswith(asked.prefix) and member > asked.after
        ]
        return found[:limit]

    async def rank(self, key: Key, highest: float, start: int, count: int) -> list[Ranked]:
        held = sorted(self._store.scores.get(key, {}).items(), key=lambda one: (one[1], one[0]), reverse=True)
        return [one for one in held if one[1] <= highest][start : start + count]


async def _search(store: MemoryStore, t: float) -> tuple[dict[str, Any], dict[str, Any]]:
    asked = {q: read_person_query(q, "", date(2026, 11, 22)) for q in PERSON_SEARCHES}
    people = {q: await search_people(Shelf(MemoryArea(store), MODELS), asked[q]) for q in PERSON_SEARCHES}
    addresses = {
        q: await search_addresses(Shelf(MemoryArea(store), MODELS), read_address_query(q), t) for q in ADDRESS_SEARCHES
    }
    return people, addresses


async def _view(store: MemoryStore, records: Collection[str], t: float) -> tuple[dict[str, Any], dict[str, Any]]:
    moment = Moment(t, 0, 100)
    ids = [RecordId(record) for record in sorted(records)]
    people: dict[str, Any] = {
        record: await view_person(Shelf(MemoryArea(store), MODELS), record, moment) for record in ids
    }
    addresses: dict[str, Any] = {
        record: await view_address(Shelf(MemoryArea(store), MODELS), record, moment) for record in ids
    }
    return people, addresses


def record_ids(store: MemoryStore) -> set[str]:
    return {key.split(":", 1)[1] for key in store.documents if "-record:" in key}


def person_answers(store: MemoryStore, records: Collection[str], t: float) -> list[dict[str, Any]]:
    """Every search for people, and the page of each of these records."""
    return [asyncio.run(_search(store, t))[0], asyncio.run(_view(store, records, t))[0]]


def address_answers(store: MemoryStore, records: Collection[str], t: float) -> list[dict[str, Any]]:
    return [asyncio.run(_search(store, t))[1], asyncio.run(_view(store, records, t))[1]]
