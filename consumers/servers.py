"""How the servers stand that Linnet rests on: room in Redis, what it keeps, Kafka's copies, and what waits there for
intake, which does not know itself of what it was not given. One process asks for all."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, TopicMetadata
from redis.asyncio import Redis

from scoring.state.store import reach
from streams import metrics
from streams.broker import Watermarks, read_admitted
from streams.errors import Broken, Transient
from streams.logs import log
from streams.settings import Settings

_EVERY_SECONDS, _WITHIN_SECONDS = 60.0, 10


async def watch_servers(settings: Settings, redis: Redis) -> None:
    """For ever. What does not answer leaves its numbers as they were: that it is away, others say."""
    while True:
        for ask in (ask_redis(redis), ask_kafka(settings), ask_intake(settings)):
            try:
                await ask
            except (Transient, Broken) as fault:
                log.warning("a server does not say how it stands", reason=str(fault))
        await asyncio.sleep(_EVERY_SECONDS)


async def ask_redis(redis: Redis) -> None:
    """Raises :class:`Transient`, and :class:`Broken` where we may not ask."""
    told = await reach(redis.info())
    # Not all that speak Redis say everything, and the relay beside us has to go on.
    metrics.REDIS_USED.set(told.get("used_memory", 0))
    metrics.REDIS_LIMIT.set(told.get("maxmemory", 0))
    metrics.REDIS_UNKEPT.set(not keeps_all(told))


async def ask_kafka(settings: Settings) -> None:
    """Raises :class:`Transient`. By a client of its own each time: one that has learned something wrong may say it for
    good (:class:`streams.broker.Watermarks`)."""
    admin = AdminClient(settings.kafka_client())
    try:
        told = await asyncio.to_thread(admin.list_topics, timeout=_WITHIN_SECONDS)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    metrics.COPIES_BEHIND.set(count_behind(told.topics.values()))


async def ask_intake(settings: Settings) -> None:
    """Raises :class:`Transient`. Cost: two calls to the broker for each partition of what intake reads."""
    waiting = await asyncio.to_thread(count_waiting, settings)
    for topic, count in waiting.items():
        metrics.INTAKE_WAITING.labels(topic).set(count)


def count_waiting(settings: Settings) -> Counter[str]:
    """Messages by topic that intake has not let in or refused yet. Raises :class:`Transient`."""
    watermarks, waiting = Watermarks(settings, _WITHIN_SECONDS), Counter[str]()
    try:
        for (topic, partition), reached in read_admitted(settings).items():
            waiting[topic] += watermarks.of(topic, partition)[1] - reached
    finally:
        watermarks.close()
    return waiting


def keeps_all(told: Mapping[str, Any]) -> bool:
    """Whether what Redis is given comes to its disk, and its file is written anew before it fills that."""
    last = (told.get("aof_last_write_status"), told.get("aof_last_bgrewrite_status"))
    return bool(told.get("aof_enabled")) and last == ("ok", "ok")


def count_behind(topics: Iterable[TopicMetadata]) -> int:
    """Copies of partitions that are away, or do not have all."""
    partitions = (partition for topic in topics for partition in topic.partitions.values())
    return sum(len(set(partition.replicas) - set(partition.isrs)) for partition in partitions)
