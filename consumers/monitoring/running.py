"""The topic ``scores`` read for ever by confluent-kafka, from where the monitoring stands."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from confluent_kafka import Consumer, Message, TopicPartition
from redis.asyncio import Redis

from consumers.monitoring.following import Following
from scoring.state.monitoring import Monitoring
from streams.broker import Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.patience import patiently
from streams.settings import Settings
from streams.topics import SCORES

_BATCH, _WAIT_SECONDS = 2_000, 0.5
_PAUSE_SECONDS = 0.5
# Open months are reported anew when nothing more is there to be read, and for a twentieth of the time at most.
_LEAST_REST, _REST_TIMES = timedelta(seconds=5), 20
Now = Callable[[], datetime]


async def run_monitoring(settings: Settings, redis: Redis, now: Now) -> None:
    """For ever. Raises :class:`Broken` when another process does the same."""
    following, watermarks = Following(Monitoring(redis), settings.partnership.areas.keys()), Watermarks(settings)
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-monitoring", "enable.auto.commit": False})
    consumer.assign([await _start(following, watermarks, partition) for partition in range(SCORES.partitions)])
    due = now()
    while True:
        messages = await asyncio.to_thread(consumer.consume, _BATCH, _WAIT_SECONDS)
        await _take(consumer, following, watermarks, messages)
        if not messages and now() >= due:
            due = await _report(following, now)


async def _start(following: Following, watermarks: Watermarks, partition: int) -> TopicPartition:
    async for attempt in patiently():
        with attempt:
            low, high = await asyncio.to_thread(watermarks.of, SCORES.name, partition)
            offset = await following.resume(partition, low, high)
    return TopicPartition(SCORES.name, partition, offset)


async def _take(consumer: Consumer, following: Following, watermarks: Watermarks, messages: Iterable[Message]) -> None:
    for partition, batch in _by_partition(messages).items():
        try:
            await following.take(partition, batch)
        except Transient as fault:
            log.warning("waiting", process="monitoring", partition=partition, reason=str(fault))
            consumer.seek(await _start(following, watermarks, partition))
            await asyncio.sleep(_PAUSE_SECONDS)


async def _report(following: Following, now: Now) -> datetime:
    """When to do it again."""
    began = now()
    try:
        await following.report_changed()
    except Transient as fault:
        log.warning("waiting", process="monitoring", reason=str(fault))
    return now() + max(_LEAST_REST, (now() - began) * _REST_TIMES)


def _by_partition(messages: Iterable[Message]) -> dict[int, list[Message]]:
    """Without librdkafka's own, such as that Kafka does not answer: it comes back by itself."""
    found: dict[int, list[Message]] = {}
    for message in messages:
        if message.error() is None:
            found.setdefault(message.partition() or 0, []).append(message)
    return found
