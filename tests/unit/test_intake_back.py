"""Intake begins again where a topic is shorter than it had read."""

import time
from types import SimpleNamespace
from typing import Any

import pytest

from consumers.intake import check_ends, find_back
from streams.errors import Broken, Transient

_ENDS = {("police", 0): 40, ("police", 1): 40, ("council", 0): 7}


def marks(later: int = 31) -> Any:
    def find_later(_topic: str, _partition: int, moment: int) -> int:
        assert moment == pytest.approx((time.time() - 86_400) * 1000, abs=60_000)
        return later

    return SimpleNamespace(of=lambda *place: (0, _ENDS[place]), find_later=find_later)


def test_of_a_topic_that_lost_its_end_the_last_day_is_admitted_again() -> None:
    """What agencies send from now on has the places of what they had sent. Of all others nothing is."""
    reached = {("police", 0): 41, ("police", 1): 40, ("council", 0): 3}
    assert find_back(marks(), reached) == {("police", 0): 31}


async def test_an_intake_that_runs_begins_again() -> None:
    """As Kafka may come back without a rebalance; that it is away ends nothing."""
    running: Any = SimpleNamespace(reached={("police", 0): 41})
    with pytest.raises(Broken, match="police lost their end"):
        await check_ends(marks(), running)
    running.reached = {("police", 0): 40}
    await check_ends(marks(), running)

    def fail(*_: Any) -> None:
        raise Transient("Kafka does not answer")

    await check_ends(SimpleNamespace(of=fail), running)  # type: ignore[arg-type]
