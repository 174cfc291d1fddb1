"""When the live stream counts as live."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from api.streaming import live
from api.streaming.live import Live
from streams.settings import Settings
from streams.topics import ALERTS
from tests.alerting import to_kafka, write_alert


class Consumer:
    """As confluent-kafka's, of six partitions. ``away``: of which nobody answers; ``waiting``: what is read next."""

    def __init__(self, _: Any) -> None:
        self.away, self.end = set[int](), 0
        self.waiting = list[Any]()

    def assign(self, _places: list[TopicPartition]) -> None:
        pass

    def poll(self, _seconds: float) -> Any:
        time.sleep(0.001)
        return self.waiting.pop(0) if self.waiting else None

    def consume(self, _most: int, **_: float) -> list[Any]:
        return []

    def get_watermark_offsets(self, place: TopicPartition, **_: float) -> tuple[int, int]:
        if place.partition in self.away:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))
        return 0, self.end if place.partition == 4 else 0

    def close(self) -> None:
        pass


@pytest.fixture
def consumer(monkeypatch: pytest.MonkeyPatch) -> Consumer:
    made = Consumer(None)
    monkeypatch.setattr(live, "Consumer", lambda _: made)
    monkeypatch.setattr(live, "_CHECK_SECONDS", 0.0)
    return made


@pytest.fixture
def thread(consumer: Consumer) -> Iterator[Live]:
    made = Live(Settings(), dict.fromkeys(range(ALERTS.partitions), 0), lambda _: None)
    assert consumer
    made.start()
    yield made
    made.stop()
    made.join(5)


def becomes(told: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if told():
            return True
        time.sleep(0.005)
    return False


def test_a_stream_of_which_one_partition_is_away_is_not_live(consumer: Consumer, thread: Live) -> None:
    """Whichever it is: the areas on it are told of nothing."""
    time.sleep(0.05)
    assert thread.reachable
    consumer.away = {4}
    assert becomes(lambda: not thread.reachable)
    consumer.away = set()
    assert becomes(lambda: thread.reachable)


def test_a_stream_that_is_not_given_what_is_there_is_not_live(consumer: Consumer, thread: Live) -> None:
    """Kafka answers, and what it has does not come; once it comes the stream is live again."""
    consumer.end = 1
    assert becomes(lambda: not thread.reachable)
    said = {"error": None, "partition": 4, "offset": 0, "value": to_kafka(write_alert(1)).value, "headers": None}
    consumer.waiting.append(SimpleNamespace(**{name: lambda held=held: held for name, held in said.items()}))
    assert becomes(lambda: thread.reachable)
