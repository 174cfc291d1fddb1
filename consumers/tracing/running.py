"""The topic ``links`` followed for ever, from where the index stands."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from redis.asyncio import Redis

from consumers.dueness import is_due
from consumers.tail import Tail
from consumers.tracing.following import Following
from scoring.state.tracing import Behind, TraceIndex
from streams.broker import Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.partitions import partition_of
from streams.patience import patiently
from streams.settings import Settings
from streams.topics import LINKS

_PROCESS = "tracing"
_BATCH, _WAIT_SECONDS = 500, 0.2
_NOTE_EVERY = timedelta(seconds=1)
Now = Callable[[], datetime]


async def run_tracing(settings: Settings, redis: Redis, now: Now) -> None:
    """For ever. Raises :class:`Broken` when another process does the same. An area that is being rebuilt holds up its
    partition and no other."""
    index = TraceIndex(redis)
    following = Following(index, settings.partnership.areas.keys())
    tail = Tail(settings, LINKS, _PROCESS, following)
    async for attempt in patiently():
        with attempt:
            await index.veil()
            if not await index.has_looked():
                await look_at_all(index, settings.partnership.areas)
    await tail.begin()
    noted = now()
    while True:
        await tail.read_on(_BATCH, _WAIT_SECONDS)
        if is_due(noted, now(), _NOTE_EVERY):
            noted = now()
            await _note_reached(index, following, tail.watermarks, noted)


async def look_at_all(index: TraceIndex, areas: Iterable[str]) -> None:
    """At what areas hold now, and not only at what ``links`` tells: see :meth:`TraceIndex.look_again`. An area that is
    being rebuilt is passed over: who rebuilds it looks when it is done."""
    for area in areas:
        with suppress(Behind):
            await index.look_again(partition_of(area, LINKS.partitions), area)
    await index.note_looked()


async def _note_reached(index: TraceIndex, following: Following, watermarks: Watermarks, at: datetime) -> None:
    """Where nothing more is there to be read, so that who looks up nobody can tell that from not having looked."""
    try:
        for partition, following_offset in following.next.items():
            if (await asyncio.to_thread(watermarks.of, LINKS.name, partition))[1] > following_offset:
                return
        await index.note_reached(at.timestamp())
    except Transient as fault:
        log.warning("waiting", process=_PROCESS, reason=str(fault))
