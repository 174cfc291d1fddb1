"""A stretch of a topic, read once from end to end, outside any consumer group."""

from collections.abc import Iterator

from confluent_kafka import Consumer, Message, TopicPartition

from streams.broker import Watermarks
from streams.errors import Transient
from streams.settings import Settings
from streams.topics import Topic

_FETCH = 2000
_QUIET_SECONDS = 30.0


def read_topic(settings: Settings, topic: Topic) -> Iterator[Message]:
    """Every message the topic holds now, partition by partition, in order."""
    watermarks = Watermarks(settings)
    for partition in range(topic.partitions):
        low, high = watermarks.of(topic.name, partition)
        yield from read_stretch(settings, topic.name, partition, low, high)
    watermarks.close()


def read_stretch(settings: Settings, topic: str, partition: int, start: int, end: int) -> Iterator[Message]:
    """Messages from ``start``, up to but without ``end``. Raises :class:`Transient` when they stop coming."""
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-reading", "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, partition, start)])
    while start < end:
        # consume() waits for as many as it is asked for, so it is never asked for more than there are.
        found = consumer.consume(min(_FETCH, end - start), timeout=_QUIET_SECONDS)
        if not found or any(message.error() for message in found):
            raise Transient(f"{topic} partition {partition} cannot be read past offset {start}")
        yield from found
        start = found[-1].offset() + 1
    consumer.close()
