"""How much history is on its way at once, by a clock and an area that a test moves on."""

from typing import Any

import orjson
import pytest

from consumers.pacing import FIRST, LEAST, MOST, PATIENCE_SECONDS, SLICE_SECONDS, Pace
from scoring.state.known import Mark
from streams.contract import event_key
from streams.publisher import Outgoing
from tests.events import incident, raw

AREA = "northmoor"


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.known: set[Mark] = set()
        self.pace = Pace(self.knows, lambda: self.now)

    async def knows(self, _area: str, mark: Mark) -> bool:
        return mark in self.known

    async def play(self, count: int, seconds: float) -> int:
        """The size of the next slice, after one of ``count`` that took ``seconds``."""
        messages = [Outgoing("police", AREA.encode(), raw(incident(AREA, number))) for number in range(count)]
        self.pace.sent(messages)
        assert not await self.pace.is_open([AREA])
        assert await self.pace.is_open(["eastvale"])
        last = orjson.loads(messages[-1].value)
        self.now, self.known = self.now + seconds, {Mark(event_key(last["source"], last["id"]))}
        assert await self.pace.is_open([AREA])
        return self.pace.size([AREA, "eastvale"])


async def test_a_slice_is_what_becomes_known_in_its_time() -> None:
    """The next slice waits for the one before, grows at most to twice, and shrinks as far as it must."""
    world = World()
    assert world.pace.size([AREA]) == FIRST
    assert await world.play(100, SLICE_SECONDS * 2) == 50
    assert await world.play(50, SLICE_SECONDS / 100) == 100
    assert await world.play(100, 1_000.0) == LEAST
    assert await World().play(MOST, 0.01) == MOST


async def test_a_slice_of_which_nothing_is_heard_is_not_waited_for_for_ever() -> None:
    """Where all of it is refused, or nobody follows the log, the next one goes after a minute, no larger."""
    world = World()
    world.pace.sent([Outgoing("police", AREA.encode(), raw(incident(AREA, 1)))])
    world.now = PATIENCE_SECONDS - 1
    assert not await world.pace.is_open([AREA])
    world.now = PATIENCE_SECONDS
    assert await world.pace.is_open([AREA])
    assert world.pace.size([AREA]) == FIRST


@pytest.mark.parametrize(
    ("kind", "data", "recorded"),
    [
        ("record-erased-1", {"target": "E1"}, float("inf")),
        ("record-restricted-1", {"target": "E1"}, 1_767_225_600.0),
        ("record-rectified-1", {"replacement": {"id": "E1"}}, 1_767_225_600.0),
    ],
)
async def test_corrections_are_waited_for_too(kind: str, data: dict[str, Any], recorded: float) -> None:
    """A correction is known when its target says so: by itself the target is there already."""
    said = {"recorded_at": "2026-01-01T00:00:00+00:00", **data}
    event = {"id": "C1", "source": "uk.police.tests", "type": kind, "data": said}
    world, target = World(), event_key("uk.police.tests", "E1")
    world.pace.sent([Outgoing("police", AREA.encode(), orjson.dumps(event))])
    world.known = {Mark(target)}
    assert not await world.pace.is_open([AREA])
    world.known = {Mark(target, recorded)}
    assert await world.pace.is_open([AREA])
