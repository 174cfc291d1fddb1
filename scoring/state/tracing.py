"""The index across areas, in keys of its own: which person records of all areas state an NHS number.

It is a function of the records that there are, so whoever looks at them all has it again, and whoever reads ``links``
keeps it. It leads to candidates only: who they are, whether they may be spoken of and where they were seen is for the
areas' own documents to say when somebody asks.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

import orjson
from redis.asyncio import Redis

from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import PersonRecord, read
from scoring.state.keys import Subject, in_area
from scoring.state.reads import find_fault
from scoring.state.scanning import scan
from scoring.state.store import Position, reach
from scoring.tracing.sameness import read_number
from streams.errors import Broken, Transient

# No area has a hyphen in its name, so no area's keys are among these.
PREFIX = "{across-areas}:"
_VEIL, _LOOKED, _RECORD = f"{PREFIX}veil", f"{PREFIX}looked", f"{PREFIX}record:"
_PIECE = 500
_TAKE = files("scoring.state").joinpath("tracing.lua").read_text()


class Behind(Transient):
    """What an area holds is older than what was told of it, because it is being rebuilt: to be asked again later."""


class Told(NamedTuple):
    """Records of one area that came, went or stand otherwise, and how far the log had been read by then."""

    area: str
    records: frozenset[RecordId]
    log_offset: int


@dataclass(frozen=True, slots=True)
class Entry:
    area: str
    record: RecordId
    number: str

    @property
    def member(self) -> str:
        return f"{self.area}.{self.record}"


class TraceIndex:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take = redis.register_script(_TAKE)

    async def veil(self) -> None:
        """Under this process's key. What was named under another is let go of, positions and all: whoever follows
        ``links`` begins again."""
        if await self.is_ours():
            return
        async for found in scan(self._redis, f"{PREFIX}*"):
            if found:
                await reach(self._redis.unlink(*found))
        await reach(self._redis.set(_VEIL, keys.tell_veil()))

    async def is_ours(self) -> bool:
        """Whether there is one, named under this process's key."""
        return _is_ours(await reach(self._redis.get(_VEIL)))

    async def position(self, partition: int) -> int:
        """The next offset of this partition of ``links``."""
        return int(await reach(self._redis.get(_position(partition))) or 0)

    async def take(self, partition: int, before: int, after: int, told: Iterable[Told]) -> None:
        """All of it with the position, or nothing. Raises :class:`Behind`, and :class:`Broken` when the index does not
        stand at ``before``: another process is at work on it."""
        stored = await self._store(partition, before, after, await self._look_up(told))
        if stored is not None:
            raise Broken(f"the trace stands at {stored} of partition {partition}, not at {before}: another has it")

    async def look_again(self, partition: int, area: str) -> int:
        """At all records of an area, and at all that the index has of it, which may be no more: a rebuild by another
        version may have named them otherwise, of which ``links`` does not tell. How many there were. Raises
        :class:`Behind` while it is being rebuilt. Whoever follows meanwhile is not disturbed.

        Cost: two looks at every name that the server has, and 0.1 ms for each record.
        """
        records = [*await self._list_records(area)]
        for start in range(0, len(records), _PIECE):
            told = [Told(area, frozenset(records[start : start + _PIECE]), 0)]
            at: int | None = await self.position(partition)
            while at is not None:
                # Looked at after the position was, or what somebody took meanwhile would be written over.
                at = await self._store(partition, at, at, await self._look_up(told))
        return len(records)

    async def _list_records(self, area: str) -> set[RecordId]:
        found = set[RecordId]()
        for name in (f"{_RECORD}{area}.", in_area(area, keys.record(Subject.PERSON, RecordId("")))):
            async for names in scan(self._redis, f"{name}*"):
                found |= {RecordId(each.decode().removeprefix(name)) for each in names}
        return found

    async def _store(self, partition: int, before: int, after: int, entries: Iterable[Entry]) -> int | None:
        """None, or where the index stands otherwise: then nothing is stored."""
        said = orjson.dumps([(entry.member, entry.number and PREFIX + keys.stated(entry.number)) for entry in entries])
        words: list[str | bytes] = [str(before), str(after), said]
        stored = await reach(self._take(keys=[_position(partition), _RECORD], args=words))
        return None if stored is None else int(stored)

    async def has_looked(self) -> bool:
        """Whether somebody has noted that :meth:`look_again` was given every area."""
        return bool(await reach(self._redis.exists(_LOOKED)))

    async def note_looked(self) -> None:
        await reach(self._redis.set(_LOOKED, 1))

    async def find(self, numbers: Collection[str]) -> dict[str, list[RecordId]]:
        """Records that state one of them, by area. Cost: one round trip. Raises :class:`Transient` where the index is
        named under another key than this process has."""
        if not numbers:
            return {}
        found: dict[str, list[RecordId]] = {}
        names = [PREFIX + keys.stated(number) for number in sorted(numbers)]
        pipe = self._redis.pipeline(transaction=False)
        pipe.mget(_VEIL, f"{PREFIX}reached")
        pipe.sunion(names)
        (veil, is_kept), members = await reach(pipe.execute())
        if is_kept and not _is_ours(veil):
            raise Transient("the index across areas is named under another LINNET_INDEX_KEY; restart tracing")
        for member in sorted(members):
            area, _, record = member.decode().partition(".")
            found.setdefault(area, []).append(RecordId(record))
        return found

    async def note_reached(self, at: float) -> None:
        """All that areas had told by then is in."""
        await reach(self._redis.set(f"{PREFIX}reached", repr(at)))

    async def reached(self) -> float | None:
        """Unix seconds; None where it never was up to date."""
        raw = await reach(self._redis.get(f"{PREFIX}reached"))
        return None if raw is None else float(raw)

    async def _look_up(self, told: Iterable[Told]) -> list[Entry]:
        wanted: dict[str, set[RecordId]] = {}
        offsets: dict[str, int] = {}
        for area, records, offset in told:
            wanted.setdefault(area, set()).update(records)
            offsets[area] = max(offset, offsets.get(area, offset))
        found = [await self._read(area, sorted(records), offsets[area]) for area, records in wanted.items()]
        return [entry for entries in found for entry in entries]

    async def _read(self, area: str, records: list[RecordId], log_offset: int) -> list[Entry]:
        names = [keys.record(Subject.PERSON, record) for record in records]
        pipe = self._redis.pipeline(transaction=True)
        pipe.get(in_area(area, keys.POSITION))
        pipe.mget([in_area(area, name) for name in names])
        position, documents = await reach(pipe.execute())
        _check_whole(area, position or b"", log_offset)
        held = (read(name, raw) for name, raw in zip(names, documents, strict=True))
        return [
            Entry(area, record, read_number(document.statement) if isinstance(document, PersonRecord) else "")
            for record, document in zip(records, held, strict=True)
        ]


def _is_ours(veil: bytes | None) -> bool:
    return (veil or b"").decode() == keys.tell_veil()


def _check_whole(area: str, position: bytes, log_offset: int) -> None:
    if fault := find_fault(position):
        raise Behind(f"area {area} {fault}")
    if not position or Position.read(position).offset < log_offset:
        raise Behind(f"area {area} is being read from the log again")


def _position(partition: int) -> str:
    return f"{PREFIX}position:{partition}"
