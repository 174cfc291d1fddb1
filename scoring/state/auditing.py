"""The audit as it is looked up in Redis, in keys of its own that no area's rebuild empties.

It is a function of the topic ``audit``: whoever reads that from its beginning has it again. All areas of one partition
are in one hash slot with the position, so that what was read and how far are written in one step. Each month has keys
of its own, which Redis forgets after thirteen more: older looks are asked of the topic.
"""

import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import WatchError

from scoring.audit.entry import BULK_AN_HOUR, Entry
from scoring.state.scanning import scan
from scoring.state.sealing import seal, unseal
from scoring.state.store import reach
from streams.codes.access import Action
from streams.codes.audit import Mark, Outcome
from streams.codes.glass import BREAK, REVIEW
from streams.errors import Broken
from streams.partitions import partition_of
from streams.topics import AUDIT

# Hashes whose values are sealed, each for its key and field.
SEALED_HASH = re.compile(r"\{audit-\d+\}:[^:]+:(looks:\d{4}-\d{2}|viewers)")
_KEPT_SECONDS = 400 * 86_400
_HOUR_SECONDS = 2 * 86_400


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of these at once; what is empty is not asked. ``seen``: any of these public ids, which are of one person or
    address under its names of before."""

    viewer: str = ""
    purpose: str = ""
    mark: str = ""
    seen: Collection[str] = field(default=())

    @property
    def facets(self) -> list[tuple[str, str]]:
        asked = (("viewer", self.viewer), ("purpose", self.purpose), ("mark", self.mark))
        return [(name, value) for name, value in asked if value]


class AuditIndex:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def open(self, areas: Collection[str]) -> bool:
        """False where it was sealed under keys that are lost: then it is let go of, positions and all, but for whom was
        told of what by e-mail, and whoever follows ``audit`` begins again."""
        try:
            for area in areas:
                await self.viewers(area)
        except Broken:  # not for this process: the topic has it all
            await self._forget()
            return False
        return True

    async def _forget(self) -> None:
        async for found in scan(self._redis, "{audit-*"):
            if doomed := [key for key in found if not key.endswith(b":glass-told")]:
                await reach(self._redis.unlink(*doomed))

    async def position(self, partition: int) -> int:
        """The next offset of this partition of ``audit``."""
        return int(await reach(self._redis.get(_position(partition))) or 0)

    async def count(self, area: str) -> int:
        """How many records of it are in: the number of the next one."""
        return int(await reach(self._redis.get(_key(area, "count"))) or 0)

    async def take(self, partition: int, before: int, after: int, entries: Mapping[str, Sequence[Entry]]) -> None:
        """All of it with the position, or nothing. ``entries`` by area, each numbered on from :meth:`count`. Raises
        :class:`Broken` when the position is not ``before``: another process keeps the index."""
        counts = {area: await self._count_hours(area, found) for area, found in entries.items()}
        pipe: Any = self._redis.pipeline(transaction=True)
        try:
            await reach(pipe.watch(_position(partition)))
            stored = int(await reach(pipe.get(_position(partition))) or 0)
            if stored != before:
                raise Broken(f"the audit's index stands at {stored} of partition {partition}, not at {before}")
            pipe.multi()
            for area, found in entries.items():
                _write(pipe, area, found, counts[area])
            pipe.set(_position(partition), after)
            await reach(pipe.execute())
        except WatchError as fault:
            raise Broken(f"the audit's index of partition {partition} is kept by another process, too") from fault
        finally:
            await pipe.reset()

    async def find(self, area: str, wanted: Wanted, below: int | None, limit: int) -> list[Entry]:
        """The latest of them with a number less than ``below``, latest first. Cost: two round trips a month."""
        found = list[Entry]()
        for month in sorted(map(bytes.decode, await reach(self._redis.smembers(_key(area, "months")))), reverse=True):
            numbers = await self._list_numbers(area, month, wanted)
            chosen = sorted((n for n in numbers if below is None or n < below), reverse=True)[: limit - len(found)]
            if chosen:
                looks = _key(area, f"looks:{month}")
                raw = await reach(self._redis.hmget(looks, [str(n) for n in chosen]))
                found += [_read(looks, n, each) for n, each in zip(chosen, raw, strict=True) if each]
            if len(found) >= limit:
                break
        return found

    async def list_breaks(self, area: str) -> list[Entry]:
        """Restrictions that were looked past, and nobody has reviewed it; latest first. Cost: two round trips."""
        waiting = await reach(self._redis.hgetall(_key(area, "glass")))
        told = [raw.decode().split(" ") for raw in waiting.values()]
        places = [(_key(area, f"looks:{month}"), int(number)) for month, number in told]
        pipe = self._redis.pipeline(transaction=False)
        for looks, number in places:
            pipe.hget(looks, str(number))
        raws = await reach(pipe.execute()) if places else []
        found = [_read(*place, raw) for place, raw in zip(places, raws, strict=True) if raw]
        return sorted(found, key=lambda one: one.number, reverse=True)

    async def list_untold(self, area: str) -> list[Entry]:
        """Of :meth:`list_breaks`, those that no second person was told of by e-mail, oldest first."""
        told = await reach(self._redis.smembers(_key(area, "glass-told")))
        return [one for one in reversed(await self.list_breaks(area)) if one.id.encode() not in told]

    async def note_told(self, area: str, look: str) -> None:
        pipe = self._redis.pipeline(transaction=False)
        pipe.sadd(_key(area, "glass-told"), look)
        pipe.expire(_key(area, "glass-told"), _KEPT_SECONDS)
        await reach(pipe.execute())

    async def viewers(self, area: str) -> dict[str, str]:
        """Everybody who looked, with the name they had last."""
        viewers = _key(area, "viewers")
        found = [(viewer.decode(), name) for viewer, name in (await reach(self._redis.hgetall(viewers))).items()]
        return {viewer: unseal(f"{viewers}:{viewer}", name).decode() for viewer, name in found}

    async def count_purposes(self, area: str, months: Sequence[str], codes: Sequence[str]) -> list[dict[str, int]]:
        """What was recorded under each of these purposes in each of these months (2026-03). Cost: a round trip."""
        pipe = self._redis.pipeline(transaction=False)
        for month in months:
            for code in codes:
                pipe.scard(_facet(area, month, "purpose", code))
        found = iter(await reach(pipe.execute()))
        return [{code: next(found) for code in codes} for _ in months]

    async def _list_numbers(self, area: str, month: str, wanted: Wanted) -> set[int]:
        facets = [_facet(area, month, name, value) for name, value in wanted.facets]
        if wanted.seen:
            pipe = self._redis.pipeline(transaction=False)
            for public_id in wanted.seen:
                pipe.sinter([*facets, _facet(area, month, "seen", public_id)])
            return {int(n) for numbers in await reach(pipe.execute()) for n in numbers}
        if facets:
            return set(map(int, await reach(self._redis.sinter(facets))))
        return set(map(int, await reach(self._redis.hkeys(_key(area, f"looks:{month}")))))

    async def _count_hours(self, area: str, entries: Sequence[Entry]) -> dict[str, int]:
        hours = sorted({entry.hour for entry in entries if entry.is_look})
        raw = await reach(self._redis.mget([_key(area, f"hour:{hour}") for hour in hours])) if hours else []
        return {hour: int(count or 0) for hour, count in zip(hours, raw, strict=True)}


def _write(pipe: Any, area: str, entries: Sequence[Entry], hours: dict[str, int]) -> None:
    for entry in entries:
        if entry.is_look:
            hours[entry.hour] += 1
            if hours[entry.hour] > BULK_AN_HOUR:
                entry = msgspec.structs.replace(entry, marks=tuple(sorted({*entry.marks, Mark.BULK.value})))
        _write_entry(pipe, area, entry)
    for hour, count in hours.items():
        pipe.set(_key(area, f"hour:{hour}"), count, ex=_HOUR_SECONDS)
    pipe.incrby(_key(area, "count"), len(entries))


def _write_entry(pipe: Any, area: str, entry: Entry) -> None:
    month, ends = entry.month, _forget_at(entry)
    looks = _key(area, f"looks:{month}")
    pipe.hset(looks, str(entry.number), seal(f"{looks}:{entry.number}", zlib.compress(msgspec.json.encode(entry))))
    pipe.expireat(looks, ends)
    pipe.sadd(_key(area, "months"), month)
    viewers = _key(area, "viewers")
    pipe.hset(viewers, entry.viewer, seal(f"{viewers}:{entry.viewer}", entry.name.encode()))
    _follow_glass(pipe, area, entry)
    seen = {entry.asked, *(name for name, _ in (*entry.persons, *entry.addresses))} - {""}
    facets = [("viewer", entry.viewer), ("purpose", entry.purpose)]
    facets += [("mark", mark) for mark in entry.marks] + [("seen", public_id) for public_id in seen]
    for name, value in facets:
        if value:
            key = _facet(area, month, name, value)
            pipe.sadd(key, entry.number)
            pipe.expireat(key, ends)


def _follow_glass(pipe: Any, area: str, entry: Entry) -> None:
    """What was looked past waits until somebody says what they found about it."""
    if entry.action == Action.REVIEW_GLASS.value and _is_finding(entry):
        pipe.hdel(_key(area, "glass"), entry.reference)
    elif entry.action == Action.BREAK_GLASS.value and entry.allowed and entry.purpose.startswith(BREAK):
        pipe.hset(_key(area, "glass"), entry.id, f"{entry.month} {entry.number}")


def _is_finding(entry: Entry) -> bool:
    # A review that came to nothing is kept under the purpose that was declared, whose reference is anybody's own words.
    return entry.allowed and entry.outcome == Outcome.ANSWERED.value and entry.purpose.startswith(REVIEW)


def _read(looks: str, number: int, raw: bytes) -> Entry:
    return msgspec.json.decode(zlib.decompress(unseal(f"{looks}:{number}", raw)), type=Entry)


def _forget_at(entry: Entry) -> int:
    """The same for all of a month."""
    when = entry.when
    begins = datetime(when.year + when.month // 12, when.month % 12 + 1, 1, tzinfo=UTC)
    return int(begins.timestamp()) + _KEPT_SECONDS


def _facet(area: str, month: str, name: str, value: str) -> str:
    return _key(area, f"by:{month}:{name}:{value}")


def _position(partition: int) -> str:
    return f"{{audit-{partition}}}:position"


def _key(area: str, name: str) -> str:
    # No area has a hyphen in its name, so these are never an area's own keys.
    return f"{{audit-{partition_of(area, AUDIT.partitions)}}}:{area}:{name}"
