"""So many attempts at once: whoever has not been tried yet goes before whoever was, and each of these in its order."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._first, self._again = deque[asyncio.Future[None]](), deque[asyncio.Future[None]]()

    @asynccontextmanager
    async def turn(self, again: bool) -> AsyncIterator[None]:
        if self._free:
            self._free -= 1
        else:
            await self._wait(self._again if again else self._first)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, queue: deque[asyncio.Future[None]]) -> None:
        called = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():  # called and given up in the same moment
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """To the next, who need not find it free then."""
        for queue in (self._first, self._again):
            while queue:
                if not (called := queue.popleft()).done():
                    called.set_result(None)
                    return
        self._free += 1
