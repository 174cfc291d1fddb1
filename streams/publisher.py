"""The one way onto Kafka: acknowledged by all in-sync replicas before anyone is told that it is sent."""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from streams.errors import Broken, Transient
from streams.settings import Settings
from streams.spans import HEADER
from streams.topics import MAX_DEAD_LETTER_BYTES

# Longer than a broker takes to come back after kill -9 (18 to 20 s seen), shorter than a handler's deadline.
_DELIVERY_SECONDS = 30


class Outgoing(NamedTuple):
    """``trace``: a ``traceparent`` to carry on, empty for none. ``stamp``: when it is to be from, Unix milliseconds,
    where that is not now."""

    topic: str
    key: bytes
    value: bytes
    trace: str = ""
    stamp: int | None = None


def write_producing(settings: Settings, seconds: int) -> dict[str, Any]:
    """Of a producer that loses nothing and doubles nothing: Kafka has ``seconds`` to acknowledge."""
    return settings.kafka_client() | {
        "enable.idempotence": True,
        "acks": "all",
        # aiokafka and Java place keys by murmur2; librdkafka's own default would split an area in two.
        "partitioner": "murmur2_random",
        "compression.type": "lz4",
        # What comes within it is one request; nobody notices it.
        "linger.ms": 2,
        "delivery.timeout.ms": seconds * 1000,
    }


class Publisher:
    def __init__(self, settings: Settings, seconds: int = _DELIVERY_SECONDS) -> None:
        """``seconds`` in which Kafka has to acknowledge."""
        self._seconds = seconds
        self._producer = Producer(write_producing(settings, seconds) | {"message.max.bytes": MAX_DEAD_LETTER_BYTES})

    async def publish(self, messages: Iterable[Outgoing]) -> None:
        """All are on Kafka after it returns, in order per key. Raises :class:`Transient` when any may not be:
        send all again, for every event has an id and a second copy changes nothing."""
        await asyncio.to_thread(self.publish_blocking, list(messages))

    def publish_blocking(self, messages: list[Outgoing]) -> None:
        faults: list[KafkaError] = []

        def delivered(fault: KafkaError | None, _message: Message) -> None:
            if fault is not None:
                faults.append(fault)

        for message in messages:
            self._produce(message, delivered)
        left = self._producer.flush(self._seconds + 5)
        if faults or left:
            raise _explain(faults[0] if faults else None, left)

    def _produce(self, message: Outgoing, delivered: Any) -> None:
        more: dict[str, Any] = {"headers": {HEADER: message.trace.encode()}} if message.trace else {}
        more |= {} if message.stamp is None else {"timestamp": message.stamp}
        while True:
            try:
                self._producer.produce(
                    message.topic, key=message.key, value=message.value, on_delivery=delivered, **more
                )
                return
            except BufferError:  # Transient: the local queue is full until some are delivered
                self._producer.poll(0.1)
            except KafkaException as fault:
                raise _explain(fault.args[0], 1) from fault


def _explain(fault: KafkaError | None, left: int) -> Broken | Transient:
    if fault is not None and (fault.fatal() or fault.code() in _REFUSALS):
        return Broken(f"Kafka refuses to take messages: {fault.name()}")
    return Transient(f"Kafka did not acknowledge ({fault.name() if fault else f'{left} messages in flight'})")


_REFUSALS = (
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError._UNKNOWN_TOPIC,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError._AUTHENTICATION,
)
