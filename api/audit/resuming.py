"""Where this writer's chain of an area ended before this process began: read back from the end of the topic."""

from collections.abc import Iterable, Iterator

import orjson
from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from scoring.audit.chain import Head
from scoring.audit.leaf import hash_leaf
from streams.errors import Transient
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import AUDIT

_SECONDS = 2.0
# Of a partition, which areas share. A writer that was away for longer begins anew; the tree above holds all the same.
_LOOKED_THROUGH = 5_000


def read_head(settings: Settings, area: str, writer: str) -> Head | None:
    """None where nothing of it is among the latest records. Cost: up to a second. Raises :class:`Transient`."""
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-audit-writer", "enable.auto.commit": False})
    try:
        return find_head(_read_end(consumer, area), writer)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    finally:
        consumer.close()


def find_head(records: Iterable[bytes], writer: str) -> Head | None:
    """Of the latest start, the last record of those without a gap. ``records`` are of one area, in order."""
    head: Head | None = None
    for raw in records:
        link = orjson.loads(raw)["data"]["link"]
        if link["writer"] != writer:
            continue
        follows = head is not None and head.start == link["start"] and link["sequence"] == head.sequence + 1
        if follows or head is None or link["sequence"] == 0:
            head = Head(link["start"], link["sequence"], hash_leaf(raw).hex())
    return head


def _read_end(consumer: Consumer, area: str) -> Iterator[bytes]:
    place = TopicPartition(AUDIT.name, partition_of(area, AUDIT.partitions))
    low, high = consumer.get_watermark_offsets(place, timeout=_SECONDS)
    place.offset = max(low, high - _LOOKED_THROUGH)
    consumer.assign([place])
    at = place.offset
    while at < high:
        messages = consumer.consume(min(1_000, high - at), timeout=_SECONDS)
        if not messages or any(message.error() for message in messages):
            raise Transient(f"the end of the topic {AUDIT.name} cannot be read")
        yield from (raw for message in messages if (raw := _value(message, area)))
        at = (messages[-1].offset() or 0) + 1


def _value(message: Message, area: str) -> bytes | None:
    return message.value() if message.key() == area.encode() else None
