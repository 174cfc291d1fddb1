"""The topic ``links`` read for ever by confluent-kafka, from where the index stands."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from confluent_kafka import Consumer, Message, TopicPartition
from redis.asyncio import Redis

from consumers.tracing.following import Following
from scoring.state.tracing import TraceIndex
from streams.broker import Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.patience import patiently
from streams.settings import Settings
from streams.topics import LINKS

_BATCH, _WAIT_SECONDS = 500, 0.2
_PAUSE_SECONDS = 0.5
_NOTE_SECONDS = 1.0
Now = Callable[[], datetime]


async def run_tracing(settings: Settings, redis: Redis, now: Now) -> None:
    """For ever. Raises :class:`Broken` when another process does the same."""
    index = TraceIndex(redis)
    following, watermarks = Following(index, settings.partnership.areas.keys()), Watermarks(settings)
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-tracing", "enable.auto.commit": False})
    consumer.assign([await _start(following, watermarks, partition) for partition in range(LINKS.partitions)])
    noted = now()
    while True:
        messages = await asyncio.to_thread(consumer.consume, _BATCH, _WAIT_SECONDS)
        await _take(consumer, following, watermarks, messages)
        if (now() - noted).total_seconds() >= _NOTE_SECONDS:
            noted = now()
            await _note_reached(index, following, watermarks, noted)


async def _start(following: Following, watermarks: Watermarks, partition: int) -> TopicPartition:
    async for attempt in patiently():
        with attempt:
            low, high = await asyncio.to_thread(watermarks.of, LINKS.name, partition)
            offset = await following.resume(partition, low, high)
    return TopicPartition(LINKS.name, partition, offset)


async def _take(consumer: Consumer, following: Following, watermarks: Watermarks, messages: Iterable[Message]) -> None:
    """An area that is being rebuilt holds up its partition and no other."""
    waits = False
    for partition, batch in _by_partition(messages).items():
        try:
            await following.take(partition, batch)
        except Transient as fault:
            log.warning("waiting", process="tracing", partition=partition, reason=str(fault))
            consumer.seek(await _start(following, watermarks, partition))
            waits = True
    if waits:
        await asyncio.sleep(_PAUSE_SECONDS)


def _by_partition(messages: Iterable[Message]) -> dict[int, list[Message]]:
    """Without librdkafka's own, such as that Kafka does not answer: it comes back by itself."""
    found: dict[int, list[Message]] = {}
    for message in messages:
        if message.error() is None:
            found.setdefault(message.partition() or 0, []).append(message)
    return found


async def _note_reached(index: TraceIndex, following: Following, watermarks: Watermarks, at: datetime) -> None:
    """Where nothing more is there to be read, so that who looks up nobody can tell that from not having looked."""
    try:
        for partition, following_offset in following.next.items():
            if (await asyncio.to_thread(watermarks.of, LINKS.name, partition))[1] > following_offset:
                return
        await index.note_reached(at.timestamp())
    except Transient as fault:
        log.warning("waiting", process="tracing", reason=str(fault))
