"""The thread that reads what is told from now on."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from api.streaming.told import Told, read_told
from streams.errors import Transient
from streams.settings import Settings
from streams.topics import ALERTS

_POLL_SECONDS = 0.5
_FETCH = 500
# As long as somebody waits for a page.
_ANSWER_SECONDS = 5.0
_CHECK_SECONDS = 5.0

# Partition and offset, and what was told there.
Batch = list[tuple[int, int, Told | None]]


class Live(threading.Thread):
    """``hand_on`` is called in this thread, with None when the thread ends for whatever reason."""

    def __init__(self, settings: Settings, ends: dict[int, int], hand_on: Callable[[Batch | None], None]) -> None:
        super().__init__(name="alerts", daemon=True)
        self.reachable = True
        self._consumer: Any = Consumer(_describe(settings))
        # What is read next; and first and next offsets when Kafka was last asked.
        self._reached = dict(ends)
        self._ends: dict[int, tuple[int, int]] = {}
        self._hand_on = hand_on
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        checked = time.monotonic()
        try:
            self._consumer.assign([TopicPartition(ALERTS.name, at, end) for at, end in self._reached.items()])
            while not self._stopped.is_set():
                if batch := self._take():
                    self._hand_on(batch)
                if time.monotonic() - checked > _CHECK_SECONDS:
                    self.reachable, checked = self._is_answered(), time.monotonic()
        finally:
            self.reachable = False
            self._consumer.close()
            if not self._stopped.is_set():
                self._hand_on(None)

    def _take(self) -> Batch:
        first = self._consumer.poll(_POLL_SECONDS)
        messages: list[Message] = [] if first is None else [first, *self._consumer.consume(_FETCH - 1, timeout=0)]
        # An error here is librdkafka telling that it goes on trying.
        read = [one for one in messages if one.error() is None]
        self._reached |= {one.partition(): one.offset() + 1 for one in read}
        return [(one.partition(), one.offset(), read_told(one)) for one in read]

    def _is_answered(self) -> bool:
        """Whether all that each partition had at the last look has come by now. librdkafka says when it loses a broker,
        never that it has it back, and of a partition that it is not given anything of nothing at all."""
        before, self._ends = self._ends, self._ask()
        return bool(self._ends) and all(max(self._reached[at], low) >= high for at, (low, high) in before.items())

    def _ask(self) -> dict[int, tuple[int, int]]:
        """Nothing where one partition is not answered for. Blocks, as long as one answer may take."""
        until = time.monotonic() + _ANSWER_SECONDS
        try:
            return {
                at: self._consumer.get_watermark_offsets(
                    TopicPartition(ALERTS.name, at), timeout=max(until - time.monotonic(), 0.1)
                )
                for at in self._reached
            }
        except KafkaException:  # Transient: asked again soon
            return {}


def find_ends(settings: Settings, partitions: Iterable[int]) -> dict[int, tuple[int, int]]:
    """First and next offsets. Raises :class:`Transient` when Kafka does not answer as soon as a page should."""
    consumer = Consumer(_describe(settings))
    try:
        places = {at: TopicPartition(ALERTS.name, at) for at in partitions}
        return {at: consumer.get_watermark_offsets(place, timeout=_ANSWER_SECONDS) for at, place in places.items()}
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    finally:
        consumer.close()


def _describe(settings: Settings) -> dict[str, Any]:
    return settings.kafka_client() | {
        "group.id": "linnet-stream",  # the client asks for one; nothing is ever committed under it
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 100,
    }
