"""Everything an area's linkage rests on, out of Redis: the statements, and what people decided about them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from redis.asyncio import Redis

from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId, Statement
from scoring.state import keys
from scoring.state.documents import Decisions, Document, Record, read
from scoring.state.keys import Key, Subject, in_area
from scoring.state.scanning import scan_once
from scoring.state.store import reach

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Holdings:
    records: dict[RecordId, Record]
    decisions: dict[RecordId, Decisions]

    def entities(self) -> dict[RecordId, EntityId]:
        return {record: held.entity for record, held in self.records.items()}


async def read_holdings(redis: Redis, area: str, subject: Subject) -> Holdings:
    """Cost: reads all of them."""
    records = {record: held async for record, held in _scan(redis, area, f"{subject}-record:", SHAPES[subject])}
    decisions = {record: held async for record, held in _scan(redis, area, f"{subject}-decisions:", Decisions)}
    return Holdings(records, decisions)


class Found(NamedTuple):
    area: str
    statement: Statement


async def find_record(redis: Redis, areas: list[str], subject: Subject, record: str) -> Found | None:
    """In the first area that has it."""
    for area in areas:
        key = keys.record(subject, record)
        held = read(key, await reach(redis.get(in_area(area, key))))
        if isinstance(held, SHAPES[subject]):
            return Found(area, held.statement)
    return None


async def _scan(redis: Redis, area: str, prefix: str, shape: type[D]) -> AsyncIterator[tuple[RecordId, D]]:
    start = in_area(area, Key(prefix))
    async for names in scan_once(redis, f"{start}*"):
        for name, raw in zip(names, await reach(redis.mget(names)) if names else (), strict=True):
            record = RecordId(name.decode()[len(start) :])
            held = read(Key(prefix + record), raw)
            if isinstance(held, shape):
                yield record, held
