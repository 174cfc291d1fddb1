"""Whether the log is still the one that Redis was made of.

Kafka that is restored from a copy of its disks, or that lost its end with all brokers, gives offsets to new messages
that others had. Whoever goes by offsets alone passes over what is new, for as much as was lost. Nothing of Kafka's own
tells: the cluster, the topic and its leaders' epochs are in the copy too. When the broker took a message does.
"""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.holding import NOWHERE, read_raw
from scoring.state.keys import in_area
from scoring.state.store import TORN, Position, reach
from streams.logs import log as lines
from streams.topics import OBSERVATIONS

# All brokers together were never back sooner; and where events come more seldom, a look at each costs nothing.
REST_SECONDS = 3.0


class Rests:
    """Partitions that nothing came from for a while: only meanwhile can all brokers have been away."""

    def __init__(self) -> None:
        self._last: dict[int, float] = {}

    def end(self, partitions: Iterable[int]) -> set[int]:
        """Of those that something has come from now, those that had rested, or are new."""
        now, before = asyncio.get_running_loop().time(), self._last
        found = {each for each in partitions if now - before.get(each, float("-inf")) > REST_SECONDS}
        self._last = before | dict.fromkeys(partitions, now)
        return found


class Log(Protocol):
    """As :class:`streams.broker.Watermarks`."""

    def of(self, topic: str, partition: int) -> tuple[int, int]: ...

    def moment_of(self, topic: str, partition: int, offset: int) -> int: ...


async def is_in(log: Log, position: Position) -> bool:
    """True also where nobody knows: before the log's beginning, or without a moment. Raises
    :class:`streams.errors.Transient`."""
    partition, offset = position.partition, position.offset
    low, high = await asyncio.to_thread(log.of, OBSERVATIONS.name, partition)
    if offset < low or offset >= high or not position.moment:
        return offset < high
    return await asyncio.to_thread(log.moment_of, OBSERVATIONS.name, partition, offset) == position.moment


async def find_others(redis: Redis, areas: Iterable[str], log: Log) -> list[str]:
    """Areas that were made of another log. Raises :class:`streams.errors.Transient`."""
    return [area for area in areas if not await _continues(redis, area, log)]


async def forget_told(redis: Redis, areas: Iterable[str]) -> None:
    """What was relayed of another log was not relayed of this one, whose news have the same places. Which alerts nobody
    is to be told again Kafka says then (:mod:`consumers.told`)."""
    for area in areas:
        lines.warning("relayed of another log, and forgotten", area=area)
        await reach(redis.delete(in_area(area, keys.RELAYED)))


async def _continues(redis: Redis, area: str, log: Log) -> bool:
    """True also where the area stands nowhere, or nobody knows where."""
    raw = await read_raw(redis, area)
    if raw in (b"", TORN) or (position := Position.read(raw)).offset == NOWHERE:
        return True
    return await is_in(log, position)
