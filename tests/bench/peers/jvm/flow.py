"""From the hand of a sender until a reader of committed counts has them, under a steady flow."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from confluent_kafka import Consumer, TopicPartition

from streams.broker import Watermarks
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.feeds import Message
from tests.bench.pacing import send_evenly
from tests.bench.peers.flow import LEAD_SECONDS

_QUIET_SECONDS = 3.0


def measure_counts(settings: Settings, rate: int, messages: Sequence[Message], events: str, counts: str) -> list[float]:
    """Milliseconds of each count; a record keeps its event's time of sending. The first two seconds are left out."""
    begun = time.time()
    with ThreadPoolExecutor(1) as reading:
        consumer = _at_end(settings, counts)
        consumer.consume(1, timeout=1.0)
        seen = reading.submit(_read, consumer, begun + len(messages) / rate)
        for _ in send_evenly(settings, rate, messages, lambda one: Message(events, one.key, one.value)):
            pass
        return [(at - sent) * 1000 for sent, at in seen.result() if sent > begun + LEAD_SECONDS]


def _at_end(settings: Settings, topic: str) -> Consumer:
    watermarks, told = Watermarks(settings), {"group.id": "peer-counts", "isolation.level": "read_committed"}
    consumer = Consumer(settings.kafka_client() | told | {"enable.auto.commit": False})
    ends = [TopicPartition(topic, at, watermarks.of(topic, at)[1]) for at in range(OBSERVATIONS.partitions)]
    consumer.assign(ends)
    watermarks.close()
    return consumer


def _read(consumer: Consumer, sent_by: float) -> list[tuple[float, float]]:
    """When each was sent and when it was seen, Unix seconds, until nothing more comes."""
    found: list[tuple[float, float]] = []
    last = sent_by
    while time.time() < last + _QUIET_SECONDS:
        if (message := consumer.poll(0.1)) is not None and not message.error():
            last = max(last, time.time())
            found.append((message.timestamp()[1] / 1000, time.time()))
    consumer.close()
    return found
