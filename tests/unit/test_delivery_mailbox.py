"""What a destination's mailbox hands out while Kafka moves partitions about, or fails."""

from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from consumers.delivery import mailbox as place
from consumers.delivery.mailbox import Assigned, Mailbox, Revoked
from consumers.delivery.progress import Progress
from consumers.delivery.reading import Arrival
from streams.errors import Transient
from streams.settings import Settings
from tests.alerting import to_kafka, write_alert

MOMENT = 1_793_525_400_000
LATER = ContextVar("later", default=-1)


@pytest.fixture(autouse=True)
def _alerts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty on each partition; :data:`LATER` is the first that was told after :data:`MOMENT`, -1 where none was."""

    def find_later(_topic: str, _partition: int, moment: int) -> int:
        assert moment == MOMENT + 1
        return 40 if LATER.get() < 0 else LATER.get()

    told: dict[str, Any] = {
        "of": lambda *_: (0, 40),
        "moment_of": lambda *_: MOMENT,
        "find_later": find_later,
        "close": lambda: None,
    }
    marks = SimpleNamespace(**told)
    monkeypatch.setattr(place, "Watermarks", lambda _: marks)


def message(offset: int) -> Any:
    said = {"error": None, "partition": 4, "offset": offset, "timestamp": (1, MOMENT), "headers": None}
    raw = to_kafka(write_alert(offset)).value
    return SimpleNamespace(**{name: lambda held=held: held for name, held in (said | {"value": raw}).items()})


class Consumer:
    """As confluent-kafka's: callbacks come while it is asked for messages. ``then``: what happens at the second ask."""

    def __init__(self, _: Any) -> None:
        self.then: Callable[[], None] = lambda: None
        self.waiting = [message(7), message(8)]
        self.held, self.later = dict.fromkeys(range(6), (7, "")), -1
        self.begun = dict[int, tuple[int, str]]()

    def committed(self, partitions: list[TopicPartition], *_: float, **__: float) -> list[TopicPartition]:
        held = [(at, *self.held[at.partition]) for at in partitions]
        return [TopicPartition(at.topic, at.partition, offset, metadata=text) for at, offset, text in held]

    def commit(self, offsets: list[TopicPartition], **_: Any) -> None:
        self.begun = {at.partition: (at.offset, at.metadata) for at in offsets}

    def assigned(self, partition: int) -> None:
        self.assign_to(self, [TopicPartition("alerts", partition)])

    def assign(self, places: list[TopicPartition]) -> None:
        self.begun_at = {at.partition: at.offset for at in places}

    def subscribe(self, _topics: list[str], on_assign: Any, on_revoke: Any, **_: Any) -> None:
        self.assign_to = on_assign
        self.revoke = lambda: on_revoke(self, [TopicPartition("alerts", 4)])

    def poll(self, _seconds: float) -> Any:
        return self.waiting.pop(0) if self.waiting else None

    def consume(self, _most: int, **_: float) -> list[Any]:
        self.then()
        return [self.waiting.pop(0) for _ in tuple(self.waiting)]

    def seek(self, place: TopicPartition) -> None:
        if place.offset < 0:
            raise KafkaException(KafkaError(KafkaError._STATE))
        self.waiting = [message(at) for at in range(place.offset, 9)]

    def close(self) -> None:
        pass


@pytest.fixture
async def opened(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Mailbox, Consumer]]:
    consumer = Consumer(None)
    monkeypatch.setattr(place, "Consumer", lambda _: consumer)
    mailbox = Mailbox(Settings(), "hub")
    await mailbox.open()
    yield mailbox, consumer
    await mailbox.close()


async def test_an_alert_comes_before_the_loss_of_its_partition(opened: tuple[Mailbox, Consumer]) -> None:
    """So whoever sorts them still knows whose it is, and drops it with the partition."""
    mailbox, consumer = opened
    consumer.waiting.pop()
    consumer.then = consumer.revoke
    first, second = await mailbox.take(0, paused=False)
    assert isinstance(first, Arrival)
    assert isinstance(second, Revoked)


async def test_an_alert_is_not_lost_when_the_next_cannot_be_read(opened: tuple[Mailbox, Consumer]) -> None:
    """Kafka gave it out, and gives it out to this process no more."""
    mailbox, consumer = opened

    def fail() -> None:
        consumer.then = lambda: None
        raise KafkaException(KafkaError(KafkaError._TRANSPORT))

    consumer.then = fail
    with pytest.raises(Transient):
        await mailbox.take(0, paused=False)
    found = await mailbox.take(0, paused=False)
    assert [one.offset for one in found if isinstance(one, Arrival)] == [7, 8]


async def test_what_was_left_is_read_again(opened: tuple[Mailbox, Consumer]) -> None:
    """From its place on; that all before it was given out already is not forgotten, so nobody is told that nothing
    comes. A client that does not get there is asked again later."""
    mailbox, _ = opened
    await mailbox.take(0, paused=False)
    assert await mailbox.go_back({4: 5})
    first, *_ = await mailbox.take(0, paused=False)
    assert isinstance(first, Arrival)
    assert (first.offset, mailbox.reached) == (5, {4: 9})
    assert not await mailbox.go_back({4: -1})


async def test_what_was_a_summary_begins_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a summary keeps is no progress: neither is delivery ended by it, nor is all told that ever was."""
    consumer = Consumer(None)
    consumer.held |= {0: (0, "2026-11-01T08:00:00+00:00"), 1: (7, "2-4,10"), 2: (7, "")}
    monkeypatch.setattr(place, "Consumer", lambda _: consumer)
    await Mailbox(Settings(), "hub").open()
    assert consumer.begun == {0: (40, f"@{MOMENT} ")}


@pytest.mark.parametrize(
    ("held", "later", "stands"),
    [
        ((50, ""), -1, Progress(40)),
        ((50, f"@{MOMENT} 2"), -1, Progress(40, moment=MOMENT)),
        ((39, f"@{MOMENT} 2,3,6"), 31, Progress(31, moment=MOMENT)),
        ((38, f"@{MOMENT} 1,4"), 40, Progress(38, {39}, MOMENT)),
        ((39, f"@{MOMENT} 1"), 41, Progress(39, {40}, MOMENT)),
        ((40, ""), -1, Progress(40)),
    ],
)
async def test_where_alerts_lost_their_end_it_goes_on_after_what_is_left(
    opened: tuple[Mailbox, Consumer], held: tuple[int, str], later: int, stands: Progress
) -> None:
    """Also where others have come since, and so many that the topic is as long again: the first that is later than all
    that was done is the first that was not. Where nothing was lost, it stays where it was."""
    mailbox, consumer = opened
    consumer.held[3] = held
    LATER.set(later)
    consumer.assigned(3)
    (found, *_) = await mailbox.take(0, paused=False)
    assert found == Assigned({3: stands})
    assert consumer.begun_at == {3: stands.next}
