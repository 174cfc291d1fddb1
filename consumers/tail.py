"""A topic read for ever by confluent-kafka, from where whoever follows it stands: the position is theirs, and kept with
what they make of it."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from confluent_kafka import Consumer, Message, TopicPartition

from consumers.headway import Headway
from streams import metrics
from streams.broker import Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.patience import patiently
from streams.settings import Settings
from streams.topics import Topic

_PAUSE_SECONDS = 0.5


class Follower(Protocol):
    async def resume(self, partition: int, low: int, high: int) -> int:
        """The next offset to read; ``low`` and ``high`` are the topic's first and next."""

    async def take(self, partition: int, messages: Sequence[Message]) -> object:
        """Raises :class:`Transient` where it must wait; then :meth:`resume` says from where."""


class Tail:
    """``process`` is what it is called in logs."""

    def __init__(self, settings: Settings, topic: Topic, process: str, follower: Follower) -> None:
        self._topic, self._process, self._follower = topic, process, follower
        self.watermarks = Watermarks(settings)
        self._reached: dict[int, int] = {}
        self._headway = Headway(self.watermarks, topic, metrics.FOLLOWED.labels(process))
        client = settings.kafka_client() | {"group.id": f"linnet-{process}", "enable.auto.commit": False}
        self._consumer = Consumer(client)

    async def begin(self) -> None:
        metrics.FOLLOWED.labels(self._process).set(time.time())
        self._consumer.assign([await self._start(partition) for partition in range(self._topic.partitions)])

    async def read_on(self, most: int, seconds: float) -> bool:
        """Whether anything was there. A partition that must wait holds up no other."""
        messages, waits = await asyncio.to_thread(self._consumer.consume, most, seconds), False
        for partition, batch in _by_partition(messages).items():
            self._reached[partition] = (batch[-1].offset() or 0) + 1
            try:
                await self._follower.take(partition, batch)
            except Transient as fault:
                log.warning("waiting", process=self._process, partition=partition, reason=str(fault))
                self._consumer.seek(await self._start(partition))
                waits = True
        await asyncio.to_thread(self._headway.look, self._reached)
        if waits:
            await asyncio.sleep(_PAUSE_SECONDS)
        return bool(messages)

    async def _start(self, partition: int) -> TopicPartition:
        async for attempt in patiently():
            with attempt:
                low, high = await asyncio.to_thread(self.watermarks.of, self._topic.name, partition)
                self._reached[partition] = offset = await self._follower.resume(partition, low, high)
        return TopicPartition(self._topic.name, partition, offset)


def _by_partition(messages: Iterable[Message]) -> dict[int, list[Message]]:
    """Without librdkafka's own, such as that Kafka does not answer: it comes back by itself."""
    found: dict[int, list[Message]] = {}
    for message in messages:
        if message.error() is None:
            found.setdefault(message.partition() or 0, []).append(message)
    return found
