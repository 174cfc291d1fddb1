"""The audit read to its end, as the process ``auditing`` reads it."""

import asyncio

from redis.asyncio import Redis

from consumers.auditing.running import run_indexing
from scoring.state.auditing import AuditIndex
from streams.broker import Watermarks
from streams.patience import patiently
from streams.settings import Settings
from streams.topics import AUDIT


async def index_until(settings: Settings, redis: Redis) -> None:
    """All that is on the topic now is in the index."""
    watermarks = Watermarks(settings)
    async for attempt in patiently():
        with attempt:
            ends = {p: (await asyncio.to_thread(watermarks.of, AUDIT.name, p))[1] for p in range(AUDIT.partitions)}
    watermarks.close()
    reading = asyncio.create_task(run_indexing(settings, redis))
    try:
        async with asyncio.timeout(60):
            while any([await AuditIndex(redis).position(p) < end for p, end in ends.items()]):
                assert not reading.done(), reading.exception()
                await asyncio.sleep(0.1)
    finally:
        reading.cancel()
        await asyncio.wait([reading])
