"""History goes onto Kafka in slices, each once the one before it is known, so that what comes in live is never behind
more than a slice.

An area's log is one order, which one worker follows: whatever is in it stands before what comes later. So history is
not held up for what must not wait, but kept short in front of it: a slice is as much as was seen to become known in
:data:`SLICE_SECONDS`. What is known in the end is the same as if all history had come first (``tests/laws``: any order,
the same knowledge).
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from scoring.state.known import Mark
from streams.contract import event_key
from streams.logs import log
from streams.patience import patiently
from streams.publisher import Outgoing

# What live events may wait for history, with room for their own way: the bound that is promised is a second.
SLICE_SECONDS = 0.4
FIRST, LEAST, MOST = 200, 20, 2_000
# A slice of which nothing is heard was refused, or nobody follows the log: the next one is not held up for ever.
PATIENCE_SECONDS = 60.0
# Whether the area knows of it.
Knows = Callable[[str, Mark], Awaitable[bool]]


@dataclass(slots=True)
class _Area:
    """``awaited``: the last events of the slice that is on its way; it had ``count``, and left at ``sent``."""

    size: int = FIRST
    awaited: list[Mark] = field(default_factory=list)
    count: int = 0
    sent: float = 0.0
    tried: bool = False


class Pace:
    def __init__(self, knows: Knows, clock: Callable[[], float] = time.monotonic) -> None:
        self._knows, self._clock = knows, clock
        self._areas: dict[str, _Area] = {}

    def size(self, areas: Iterable[str]) -> int:
        """How many events a slice for these areas may have. An area that no slice was for yet is taken to be as fast as
        others."""
        tried = [area.size for area in map(self._area, areas) if area.tried]
        return min(tried, default=FIRST)

    async def is_open(self, areas: Iterable[str]) -> bool:
        """Whether a slice for these areas may be sent: nothing is on its way to any. Cost: a round trip for each area
        that something is on its way to. Raises :class:`streams.errors.Transient` when Redis stays away."""
        return all([await self._is_known(area, self._area(area)) for area in areas])

    def sent(self, messages: Sequence[Outgoing]) -> None:
        """They are on Kafka now."""
        now = self._clock()
        for area in {message.key.decode() for message in messages}:
            own = [message for message in messages if message.key.decode() == area]
            # The last of each topic: intake reads these beside each other.
            last = {message.topic: message.value for message in own}
            held = self._area(area)
            held.awaited, held.count, held.sent = [_mark(raw) for raw in last.values()], len(own), now

    async def _is_known(self, name: str, area: _Area) -> bool:
        async for attempt in patiently():
            with attempt:
                while area.awaited and await self._knows(name, area.awaited[-1]):
                    area.awaited.pop()
        took = self._clock() - area.sent
        if area.awaited and took < PATIENCE_SECONDS:
            return False
        if area.awaited:
            log.warning("history is not followed", area=name)
            area.awaited = []
        elif area.count:
            # At most twice as many at once: a single slice tells little.
            fitting = area.count * min(SLICE_SECONDS / max(took, 0.01), 2)
            area.size, area.tried = round(min(max(fitting, LEAST), MOST)), True
        area.count = 0
        return True

    def _area(self, name: str) -> _Area:
        return self._areas.setdefault(name, _Area())


def _mark(raw: bytes) -> Mark:
    event: dict[str, Any] = orjson.loads(raw)
    said, source = event["data"], event["source"]
    match event["type"]:
        case "record-erased-1":
            return Mark(event_key(source, said["target"]), float("inf"))
        case "record-restricted-1":
            return Mark(event_key(source, said["target"]), _seconds(said))
        case "record-rectified-1":
            return Mark(event_key(source, said["replacement"]["id"]), _seconds(said))
        case _:
            return Mark(event_key(source, event["id"]))


def _seconds(said: dict[str, Any]) -> float:
    return datetime.fromisoformat(said["recorded_at"]).timestamp()
