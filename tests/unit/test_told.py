"""Which alerts are told already is read back from Kafka, no further than it has to be."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from consumers import told as place
from consumers.told import Due, Order, Told
from streams.settings import Settings

AREA = "northmoor"


class Topic:
    """``read``: the stretches that were asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.messages: list[Any] = []
        self.read: list[tuple[int, int]] = []
        monkeypatch.setattr(place, "read_stretch", self._read)
        marks = SimpleNamespace(of=lambda *_: (0, len(self.messages)), close=lambda: None)
        monkeypatch.setattr(place, "Watermarks", lambda _: marks)

    def tell(self, *orders: Order, area: str = AREA) -> None:
        for offset, number in orders:
            raw = write((offset, number), area)
            self.messages.append(SimpleNamespace(key=lambda: area.encode(), value=lambda raw=raw: raw))

    def _read(self, _settings: Settings, _topic: str, _partition: int, start: int, end: int) -> Iterator[Any]:
        self.read.append((start, end))
        yield from self.messages[start:end]


def write(order: Order, area: str = AREA, said: str = "raised", name: str = "4-1767323045678") -> bytes:
    return orjson.dumps({"id": f"{area}-{name}-{order[0]}-{order[1]}", "data": {"change": said}})


def due(*orders: Order) -> list[Due]:
    return [(order, write(order)) for order in orders]


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Topic:
    return Topic(monkeypatch)


async def test_after_a_loss_every_alert_that_was_told_is_known(topic: Topic) -> None:
    """From the first on, however many; one that Kafka never had is due, and so is what is new. None is read twice."""
    every = [(offset, 1) for offset in range(10, 3_000)]
    topic.tell(*(order for order in every if order != (700, 1)))
    topic.tell((5_000, 1), area="eastvale")
    told, known = Told(Settings()), set[Order]()
    for start in range(0, len(every), 500):
        batch = every[start : start + 500]
        found = await told.find(AREA, due(*batch))
        told.note(AREA, batch)
        known |= found
    assert set(every) - known == {(700, 1)}
    asked = len(topic.read)
    assert await told.find(AREA, due((3_000, 1), (3_000, 2))) == set()
    assert len(topic.read) == asked
    assert sum(end - start for start, end in topic.read) == len(topic.messages)


async def test_without_a_loss_only_the_end_of_the_topic_is_read(topic: Topic) -> None:
    """Once, for the first alert after a start; a batch that has none asks for nothing."""
    topic.tell(*((offset, 1) for offset in range(5_000)))
    told = Told(Settings())
    assert await told.find(AREA, []) == set()
    for offset in (5_000, 5_001):
        assert await told.find(AREA, due((offset, 1))) == set()
        told.note(AREA, [(offset, 1)])
    assert topic.read == [(4_500, 5_000)]


async def test_a_loss_while_the_relay_runs_is_a_loss(topic: Topic) -> None:
    """What it told itself is on Kafka too."""
    told = Told(Settings())
    assert await told.find(AREA, due((1, 1))) == set()
    topic.tell((1, 1), (2, 1))
    told.note(AREA, [(1, 1), (2, 1)])
    assert await told.find(AREA, due((3, 1))) == set()
    assert await told.find(AREA, due((1, 1), (2, 1), (3, 1))) == {(1, 1), (2, 1)}


async def test_what_is_no_alert_of_ours_is_passed_over(topic: Topic) -> None:
    """An id that follows from no log stops nobody's alerts."""
    topic.tell((1, 1))
    for raw in (b"", b"{}", b'{"id": "northmoor-4-1-raised"}', b'{"id": "x"}', b'{"id": 1}', b"[]", b"["):
        topic.messages.append(SimpleNamespace(key=lambda: AREA.encode(), value=lambda raw=raw: raw))
    assert await Told(Settings()).find(AREA, due((1, 1))) == {(1, 1)}


async def test_another_alert_in_the_same_place_is_told(topic: Topic) -> None:
    """As a later version may make of the same log, or a log that has lost its end: nobody was told of it."""
    topic.tell((1, 1), (2, 1))
    other = [((1, 1), write((1, 1))), ((2, 1), write((2, 1), said="withdrawn"))]
    assert await Told(Settings()).find(AREA, other) == {(1, 1)}


async def test_an_alert_that_was_told_under_an_earlier_versions_id_is_known(topic: Topic) -> None:
    """Ids had no moment in them once: nobody is told again for that."""
    topic.tell((1, 1))
    assert await Told(Settings()).find(AREA, [((1, 1), write((1, 1), name="4"))]) == {(1, 1)}
