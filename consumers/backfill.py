"""History at full speed: the log read by confluent-kafka in bulk, the same projection, the same atomic commit."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from confluent_kafka import Message
from redis.asyncio import Redis

from consumers.amends import make_amends
from consumers.continuity import find_others, forget_told
from consumers.projection import LogMessage, Projection
from scoring.linkage.models import choose_models
from scoring.state.holding import hold, release
from scoring.state.store import Position
from scoring.state.tracing import Behind, TraceIndex
from streams.broker import Watermarks
from streams.errors import Broken, Transient
from streams.logs import log
from streams.partitions import partition_of
from streams.patience import patiently
from streams.reading import read_stretch
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import LINKS, OBSERVATIONS

Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one partition of the log: from ``start``, up to but without ``end``."""

    partition: int
    start: int
    end: int


async def backfill(settings: Settings, redis: Redis, areas: list[str], empty: bool, holder: str, say: Say) -> int:
    """Areas stand at the end of the log but for a batch that came meanwhile; the number of messages read.

    ``empty``: from nothing (a rebuild), else from where they stand. ``say`` gets messages done and in all.
    Areas are held meanwhile: no answers about them, and the projector waits.
    """
    partitions = {area: partition_of(area, OBSERVATIONS.partitions) for area in areas}
    # All that it takes to play is there before anything is taken away.
    models, keys = choose_models(settings), Keys(settings)
    await asyncio.to_thread(keys.read_on)
    others: list[str] = []
    if empty:
        await asyncio.to_thread(_require_beginnings, settings, sorted(set(partitions.values())))
        others = await find_others(redis, areas, watermarks := Watermarks(settings))
        watermarks.close()
    # Before, lest a stop between the two forget it; and after, for a relay may have put it back meanwhile.
    await forget_told(redis, others)
    for area, partition in partitions.items():
        await hold(redis, area, partition, holder, empty)
    await forget_told(redis, others)
    projection = Projection(redis, {area: models[area] for area in areas}, keys.find, holder, skip_others=True)
    stretches = await _stretches(settings, projection, sorted(set(partitions.values())))
    done = total = 0
    while left := sum(stretch.end - stretch.start for stretch in stretches):
        total += left
        for stretch in stretches:
            async for count in _play(settings, projection, stretch):
                done += count
                say(done, total)
        # What is left to the projector is what live events will wait for.
        stretches = await _go_on(settings, stretches) if left > settings.batch_limit else []
    for area in areas if empty else ():
        await _tell_differences(settings, redis, area, projection.position_of(area))
    # Each is given back that can be, whatever is the matter with another.
    lost = [area for area in areas if not await release(redis, area, holder)]
    for area in [area for area in areas if empty and area not in lost]:
        await _trace_again(redis, area)
    if lost:
        raise Broken(f"taken over while being replayed, or Redis forgot that it was held: area {', '.join(lost)}")
    return done


async def _tell_differences(settings: Settings, redis: Redis, area: str, position: Position | None) -> None:
    try:
        async for attempt in patiently():
            with attempt:
                if count := await make_amends(settings, redis, area, position):
                    log.warning("alerts stand otherwise than they were told, which is told now", area=area, count=count)
    except Transient as fault:  # all is played: not for this is it played again
        log.error("it is not known whether alerts stand as they were told", area=area, reason=str(fault))


async def _trace_again(redis: Redis, area: str) -> None:
    index = TraceIndex(redis)
    try:
        async for attempt in patiently():
            with attempt:
                if await index.is_ours():
                    await index.look_again(partition_of(area, LINKS.partitions), area)
    except Behind:  # Transient: somebody rebuilds it once more, and looks then
        log.info("rebuilt once more", area=area)
    except Transient as fault:  # all is played: not for this is it played again
        log.error("the index across areas may lack some of it: begin it anew", area=area, reason=str(fault))


def _require_beginnings(settings: Settings, partitions: list[int]) -> None:
    """Raises :class:`Broken` where the log has lost its beginning: what Redis knows of it would be gone for good."""
    watermarks = Watermarks(settings)
    for partition in partitions:
        low, _ = watermarks.of(OBSERVATIONS.name, partition)
        if low:
            raise Broken(
                f"{OBSERVATIONS.name}[{partition}] begins at offset {low}, and what came before is gone: nothing was "
                "emptied, for it could not be made again"
            )
    watermarks.close()


async def _stretches(settings: Settings, projection: Projection, partitions: list[int]) -> list[Stretch]:
    watermarks = Watermarks(settings)
    stretches = []
    for partition in partitions:
        start = await projection.go_on(partition, watermarks)
        _, high = await asyncio.to_thread(watermarks.of, OBSERVATIONS.name, partition)
        stretches.append(Stretch(partition, start, high))
    watermarks.close()
    return stretches


async def _go_on(settings: Settings, stretches: list[Stretch]) -> list[Stretch]:
    """What came in while these were played."""
    watermarks = Watermarks(settings)
    ends = [await asyncio.to_thread(watermarks.of, OBSERVATIONS.name, each.partition) for each in stretches]
    watermarks.close()
    return [Stretch(each.partition, each.end, high) for each, (_, high) in zip(stretches, ends, strict=True)]


async def _play(settings: Settings, projection: Projection, stretch: Stretch) -> AsyncIterator[int]:
    messages = read_stretch(settings, OBSERVATIONS.name, stretch.partition, stretch.start, stretch.end)
    ahead = asyncio.create_task(asyncio.to_thread(_take, messages, settings.batch_limit))
    while batch := await ahead:
        # The next fetch runs while this batch is worked on; librdkafka lets go of the GIL.
        ahead = asyncio.create_task(asyncio.to_thread(_take, messages, settings.batch_limit))
        await projection.project(batch)
        yield len(batch)


def _take(messages: Iterator[Message], limit: int) -> list[LogMessage]:
    return [LogMessage(m.partition(), m.offset(), m.timestamp()[1], m.value() or b"") for m in islice(messages, limit)]
