"""History at full speed: the log read by confluent-kafka in bulk, the same projection, the same atomic commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaException, TopicPartition
from redis.asyncio import Redis

from consumers.projection import LogMessage, Projection
from scoring.state.holding import hold, release
from streams.broker import Watermarks
from streams.errors import Broken, Transient
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import OBSERVATIONS

_FETCH = 2000
_FETCH_SECONDS = 1.0

Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one partition of the log: from ``start``, up to but without ``end``."""

    partition: int
    start: int
    end: int


async def backfill(settings: Settings, redis: Redis, areas: list[str], empty: bool, holder: str, say: Say) -> int:
    """Areas stand at the end of the log as it was when this began; the number of messages read.

    ``empty``: from nothing (a rebuild), else from where they stand. ``say`` gets messages done and in all.
    Areas are held meanwhile: no answers about them, and the projector waits.
    """
    partitions = {area: partition_of(area, OBSERVATIONS.partitions) for area in areas}
    for area, partition in partitions.items():
        await hold(redis, area, partition, holder, empty)
    projection = Projection(redis, areas, holder, skip_others=True)
    stretches = await _stretches(settings, projection, sorted(set(partitions.values())))
    done, total = 0, sum(stretch.end - stretch.start for stretch in stretches)
    for stretch in stretches:
        async for count in _play(settings, projection, stretch):
            done += count
            say(done, total)
    for area in areas:
        if not await release(redis, area, holder):
            raise Broken(f"area {area} was taken over while it was being replayed")
    return done


async def _stretches(settings: Settings, projection: Projection, partitions: list[int]) -> list[Stretch]:
    watermarks = Watermarks(settings)
    stretches = []
    for partition in partitions:
        low, high = await asyncio.to_thread(watermarks.of, OBSERVATIONS.name, partition)
        start = await projection.resume(partition, low, high)
        stretches.append(Stretch(partition, start, high))
    watermarks.close()
    return stretches


async def _play(settings: Settings, projection: Projection, stretch: Stretch) -> AsyncIterator[int]:
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-backfill", "enable.auto.commit": False})
    consumer.assign([TopicPartition(OBSERVATIONS.name, stretch.partition, stretch.start)])
    reached = stretch.start
    ahead = asyncio.create_task(asyncio.to_thread(_fetch, consumer, stretch.end))
    while reached < stretch.end:
        messages = await ahead
        # The next fetch runs while this batch is worked on; librdkafka lets go of the GIL.
        ahead = asyncio.create_task(asyncio.to_thread(_fetch, consumer, stretch.end))
        for start in range(0, len(messages), settings.batch_limit):
            await projection.project(messages[start : start + settings.batch_limit])
        if messages:
            reached = messages[-1].offset + 1
            yield len(messages)
    await ahead
    consumer.close()


def _fetch(consumer: Consumer, end: int) -> list[LogMessage]:
    try:
        found = consumer.consume(_FETCH, timeout=_FETCH_SECONDS)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    if faults := [message.error() for message in found if message.error()]:
        raise Broken(f"the log cannot be read: {faults[0].name()}")
    return [
        LogMessage(m.partition(), m.offset(), m.timestamp()[1], m.value() or b"") for m in found if m.offset() < end
    ]
