"""Server-Sent Events (WHATWG HTML, 9.2): what goes over the wire to one who looks on."""

import asyncio
import re
from collections.abc import AsyncIterator
from itertools import islice
from typing import Protocol

from fastapi.sse import format_sse_event

from api.streaming.broadcast import Broadcast
from api.streaming.reader import Reader
from api.streaming.told import Told
from streams.errors import Transient
from streams.events.alerts import AlertChanged

# Proxies close what is silent for 30 to 60 s.
_HEARTBEAT_SECONDS = 10.0
_RETRY_MS = 3_000
_RECALLED = 200
_PLACE = re.compile(r"^(\d{1,4})-(?:start|(\d{1,18}))$")
_NAME: str = AlertChanged.model_fields["type"].default


class Follower(Protocol):
    """Whoever looks on."""

    async def show(self, told: list[Told]) -> list[Told]:
        """Those of them that are shown. Raises :class:`Transient` where that may not be now."""

    def tell(self, told: Told) -> str:
        """The event on one line, as whoever looks on may see it."""

    async def may_stay(self) -> bool: ...


async def send_events(
    broadcast: Broadcast, reader: Reader, follower: Follower, after: int | None
) -> AsyncIterator[bytes]:
    """``after``: the offset of the last event that the reader has; None for one who comes for the first time. What
    the follower may not be shown ends the stream."""
    try:
        yield format_sse_event(comment="alerts as they happen", retry=_RETRY_MS)
        if after is not None:
            async for recalled in _recall(broadcast, reader, follower, after):
                yield recalled
        # An id without data is no event to a browser, but from where it asks again.
        if not reader.ended:
            yield _mark(reader, reader.start - 1)
        reachable = True
        while (taken := await reader.take(_HEARTBEAT_SECONDS)) or not reader.ended:
            if (shown := await _admit(reader, follower, taken)) is None:
                break
            # When nothing waits, all up to there was shown or was not wanted.
            reached = taken[-1].offset if taken else broadcast.reached(reader.partition)
            yield b"".join(_write(follower, one) for one in shown) or _mark(reader, reached)
            if broadcast.reachable != reachable:
                reachable = broadcast.reachable
                yield _write_connection(reachable)
        yield format_sse_event(comment=reader.ended)
    finally:
        broadcast.leave(reader)


async def _admit(reader: Reader, follower: Follower, taken: list[Told]) -> list[Told] | None:
    """What is shown of them. None, and the stream ends, when whoever looks on may not any more, or no audit can be
    kept."""
    try:
        if not await follower.may_stay():
            reader.end("signed out, or the purpose is over or another: sign in, and ask again from the last event")
            return None
        return await follower.show(taken) if taken else []
    except Transient as fault:
        reader.end(f"interrupted: {fault}")
        return None


async def _recall(broadcast: Broadcast, reader: Reader, follower: Follower, after: int) -> AsyncIterator[bytes]:
    try:
        found = await broadcast.recall(reader, after)
        while batch := await asyncio.to_thread(lambda: list(islice(found, _RECALLED))):
            if (shown := await _admit(reader, follower, batch)) is None:
                return
            yield b"".join(_write(follower, one) for one in shown) or _mark(reader, batch[-1].offset)
    except Transient as fault:
        reader.end(f"interrupted: {fault}")


def _write(follower: Follower, told: Told) -> bytes:
    return format_sse_event(event=_NAME, data_str=follower.tell(told), id=write_place(told.partition, told.offset))


def _write_connection(reachable: bool) -> bytes:
    # No alerts and no data must not look alike.
    return format_sse_event(event="connection", data_str='{"live":true}' if reachable else '{"live":false}')


def _mark(reader: Reader, offset: int) -> bytes:
    return format_sse_event(comment="waiting", id=write_place(reader.partition, offset))


def write_place(partition: int, offset: int) -> str:
    """The id of an event of the stream. Before the first there is a place too: who was there then misses nothing.

    >>> write_place(4, 17), read_place("4-17"), write_place(4, -1), read_place("4-start"), read_place("yesterday")
    ('4-17', (4, 17), '4-start', (4, -1), None)
    """
    return f"{partition}-{offset}" if offset >= 0 else f"{partition}-start"


def read_place(place: str) -> tuple[int, int] | None:
    found = _PLACE.match(place)
    return found and (int(found[1]), int(found[2] or -1))
