"""A stretch of a topic, read once from end to end, outside any consumer group."""

from collections.abc import Iterator

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from streams.broker import Watermarks
from streams.errors import Transient
from streams.settings import Settings
from streams.topics import Topic


class NotAllowed(Transient):
    """No right to read it: for whoever can do without."""


_FORBIDDEN = (KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED)
_FETCH = 2000
_WAIT_SECONDS, _QUIET_SECONDS = 0.5, 30.0


def read_topic(settings: Settings, topic: Topic) -> Iterator[Message]:
    """Every message the topic holds now, partition by partition, in order."""
    watermarks = Watermarks(settings)
    for partition in range(topic.partitions):
        low, high = watermarks.of(topic.name, partition)
        yield from read_stretch(settings, topic.name, partition, low, high)
    watermarks.close()


def read_stretch(settings: Settings, topic: str, partition: int, start: int, end: int) -> Iterator[Message]:
    """Messages from ``start``, up to but without ``end``. Raises :class:`Transient` when they stop coming, and
    :class:`NotAllowed`."""
    reading = {"group.id": "linnet-reading", "enable.auto.commit": False, "enable.partition.eof": True}
    consumer = Consumer(settings.kafka_client() | reading)
    consumer.assign([TopicPartition(topic, partition, start)])
    quiet = 0.0
    while start < end:
        # consume() waits for as many as it is asked for, so it is never asked for more than there are. Where there are
        # fewer (compacted away, or marks of transactions), the broker says where the end is.
        found = consumer.consume(min(_FETCH, end - start), timeout=_WAIT_SECONDS)
        quiet = 0.0 if found else quiet + _WAIT_SECONDS
        if any(_is_forbidden(message) for message in found):
            raise NotAllowed(f"no right to read {topic}")
        if quiet >= _QUIET_SECONDS or any(_has_failed(message) for message in found):
            raise Transient(f"{topic} partition {partition} cannot be read past offset {start}")
        read = [message for message in found if message.error() is None]
        yield from read
        start = end if len(read) < len(found) else max((message.offset() + 1 for message in read[-1:]), default=start)
    consumer.close()


def _is_forbidden(message: Message) -> bool:
    fault = message.error()
    return fault is not None and fault.code() in _FORBIDDEN


def _has_failed(message: Message) -> bool:
    fault = message.error()
    return fault is not None and fault.code() != KafkaError._PARTITION_EOF
