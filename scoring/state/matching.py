"""How many of an agency's person records are of people whom another agency knows too: counts, and nobody by name."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from typing import NamedTuple

from redis.asyncio import Redis

from scoring.linkage.records import EntityId
from scoring.state.documents import PersonRecord, read
from scoring.state.holding import read_raw
from scoring.state.keys import Key, in_area
from scoring.state.scanning import scan_once
from scoring.state.store import TORN, Position, reach
from streams.errors import Transient

_PREFIX = "person-record:"


class Match(NamedTuple):
    records: int = 0
    matched: int = 0


async def count_matches(redis: Redis, area: str) -> dict[str, Match]:
    """By agency. Cost: reads every person record of the area, 1,000 in a round trip.

    Raises :class:`Transient` while the area is being replayed: half of it would be a wrong answer.
    """
    await _check_whole(redis, area)
    records = [(record.statement.agency, record.entity) async for record in _scan(redis, area)]
    knowing: dict[EntityId, set[str]] = defaultdict(set)
    for agency, entity in records:
        knowing[entity].add(agency)
    held = Counter(agency for agency, _ in records)
    matched = Counter(agency for agency, entity in records if len(knowing[entity]) > 1)
    return {agency: Match(count, matched[agency]) for agency, count in held.items()}


async def _check_whole(redis: Redis, area: str) -> None:
    raw = await read_raw(redis, area)
    if raw == TORN or (raw and Position.read(raw).holder):
        raise Transient(f"area {area} is being replayed")


async def _scan(redis: Redis, area: str) -> AsyncIterator[PersonRecord]:
    prefix = in_area(area, Key(""))
    async for names in scan_once(redis, f"{prefix}{_PREFIX}*"):
        for name, raw in zip(names, await reach(redis.mget(names)) if names else (), strict=True):
            held = read(Key(name.decode().removeprefix(prefix)), raw)
            if isinstance(held, PersonRecord):
                yield held
