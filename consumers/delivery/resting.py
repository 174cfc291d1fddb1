"""Lanes that wait before they try again. One that got through calls the next, so that a destination that is back has
everything at its own pace, and one that is not is left alone."""

import asyncio
from collections import deque
from contextlib import suppress


class Resting:
    def __init__(self) -> None:
        self._called: deque[asyncio.Event] = deque()

    async def rest(self, seconds: float) -> None:
        """At most so long."""
        called = asyncio.Event()
        self._called.append(called)
        try:
            with suppress(TimeoutError):  # nobody got through meanwhile
                async with asyncio.timeout(seconds):
                    await called.wait()
        finally:
            with suppress(ValueError):  # it was called, and so is no longer there
                self._called.remove(called)

    def call_next(self) -> None:
        if self._called:
            self._called.popleft().set()
