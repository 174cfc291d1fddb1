"""A steady flow of messages onto Kafka."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from confluent_kafka import Producer

from streams.errors import Broken
from streams.settings import Settings
from tests.bench.feeds import Message

T = TypeVar("T")
_PATIENCE_SECONDS = 60.0


def send_evenly(
    settings: Settings, rate: int, items: Iterable[T], write: Callable[[T], Message], linger_ms: int = 0
) -> Iterator[tuple[T, float]]:
    """So many a second. Each with when it was handed to the Kafka client, on this process's clock, as soon as it was;
    ends when all are acknowledged. ``linger_ms``: 0 is an agency's own client, which waits for no company."""
    # Acknowledged by all replicas.
    producer = Producer(
        settings.kafka_client() | {"acks": "all", "linger.ms": linger_ms, "partitioner": "murmur2_random"}
    )
    begun = time.perf_counter()
    for number, item in enumerate(items):
        message = write(item)
        time.sleep(max(begun + number / rate - time.perf_counter(), 0))
        at = time.perf_counter()
        producer.produce(message.topic, key=message.key, value=message.value)
        yield item, at
        producer.poll(0)
    if left := producer.flush(_PATIENCE_SECONDS):
        raise Broken(f"Kafka did not acknowledge {left} messages; the figures would be of no use")
