"""When whoever reads a topic counts as coming on."""

from typing import Any

import pytest

from consumers.headway import Headway
from streams.errors import Transient
from streams.topics import ALERTS


class Kafka:
    """Whose ends are ``ends``; None: it does not answer."""

    def __init__(self) -> None:
        self.ends: tuple[int, int] | None = (0, 10)

    def of(self, _topic: str, _partition: int) -> tuple[int, int]:
        if self.ends is None:
            raise Transient("Kafka does not answer")
        return self.ends


class Moment:
    moves = 0

    def set(self, _time: float) -> None:
        self.moves += 1


@pytest.fixture
def kafka() -> Kafka:
    return Kafka()


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def headway(kafka: Kafka, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> Headway:
    monkeypatch.setattr("consumers.headway._EVERY_SECONDS", 0.0)
    asked: Any = kafka
    told: Any = moment
    return Headway(asked, ALERTS, told)


def test_who_has_read_what_there_was_at_the_last_look_comes_on(kafka: Kafka, moment: Moment, headway: Headway) -> None:
    """However much has come since: a topic that is written to all the time is never read to its end."""
    headway.look({0: 4})
    kafka.ends = (0, 90)
    headway.look({0: 10})
    assert moment.moves == 1
    headway.look({0: 89})
    assert moment.moves == 1


@pytest.mark.parametrize("reached", [{0: 9}, {0: -1001}, {0: 10, 1: 3}, {}])
def test_who_has_not_stands(moment: Moment, headway: Headway, reached: dict[int, int]) -> None:
    """Nor does who has read one partition and not the other, or has none."""
    for _ in range(3):
        headway.look(reached)
    assert moment.moves == 0


def test_what_the_topic_has_dropped_is_not_waited_for(kafka: Kafka, moment: Moment, headway: Headway) -> None:
    """By its age, unread: nobody can have it any more."""
    kafka.ends = (10, 10)
    for _ in range(2):
        headway.look({0: 3})
    assert moment.moves == 1


def test_while_kafka_does_not_say_nobody_comes_on(kafka: Kafka, moment: Moment, headway: Headway) -> None:
    """And two looks after it says so again, who has read all does."""
    headway.look({0: 10})
    kafka.ends = None
    headway.look({0: 10})
    headway.look({0: 10})
    assert moment.moves == 1, "what was asked before is held against what was read"
    kafka.ends = (0, 10)
    headway.look({0: 10})
    headway.look({0: 10})
    assert moment.moves == 2
