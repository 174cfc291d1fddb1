"""One who looks on: what is still to be shown, and no more than fits."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from api.streaming.told import Told, Wanted

# Five seconds at 200 alerts a second; a page that is so far behind shows nothing of use, and can come back.
_ROOM = 1000


@dataclass(eq=False, slots=True, weakref_slot=True)
class Reader:
    """``start`` is the first offset of its partition that comes by way of :meth:`offer`; what is before it has to be
    read from Kafka."""

    wanted: Wanted
    partition: int
    start: int
    ended: str = ""
    _queue: list[Told] = field(default_factory=list)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, told: Told) -> None:
        if self.ended or not self.wanted.has(told):
            return
        if len(self._queue) == _ROOM:
            self.end("too slow: ask again from the last event that you have")
            return
        self._queue.append(told)
        self._woken.set()

    def end(self, reason: str) -> None:
        self.ended = self.ended or reason
        self._woken.set()

    async def take(self, seconds: float) -> list[Told]:
        """All that has come; nothing when nothing came in so many seconds, or when there will be no more."""
        if not self._queue and not self.ended:
            with contextlib.suppress(TimeoutError):  # nothing came
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
        taken, self._queue = self._queue, []
        self._woken.clear()
        return taken
