"""How much is under way at once, of each sender and in all: beyond that a sender is told to come again. Of what is
let in few are converted at once, in threads of their own, so that a sender whose bodies take long waits for itself."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from streams.errors import Transient

T = TypeVar("T")

# Bodies held in memory: at 4 MiB and the four times that their objects take, at most 650 MB.
IN_ALL = 32
OF_A_SENDER = 8
CONVERTED_AT_ONCE, CONVERTED_OF_A_SENDER = 8, 2


class Busy(Transient):
    """Nothing of it was read."""


class Gate:
    def __init__(self, in_all: int = IN_ALL, of_a_sender: int = OF_A_SENDER) -> None:
        self._in_all, self._of_a_sender = in_all, of_a_sender
        self._under_way: Counter[str] = Counter()
        # Not asyncio's own, in which Kafka and the disk are waited for.
        self._threads = ThreadPoolExecutor(CONVERTED_AT_ONCE, thread_name_prefix="converting")
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(
            partial(asyncio.Semaphore, CONVERTED_OF_A_SENDER)
        )

    @contextmanager
    def entered(self, sender: str) -> Iterator[None]:
        """Raises :class:`Busy` while there is too much already."""
        if self._under_way[sender] >= self._of_a_sender:
            raise Busy(f"{self._of_a_sender} requests of yours are under way, which is as many as are taken at once")
        if self._under_way.total() >= self._in_all:
            raise Busy(f"{self._in_all} requests are under way, which is as many as are taken at once")
        self._under_way[sender] += 1
        try:
            yield
        finally:
            self._under_way[sender] -= 1
            if not self._under_way[sender]:
                del self._under_way[sender]

    async def convert(self, sender: str, work: Callable[[], T]) -> T:
        """In a thread, once fewer than :data:`CONVERTED_OF_A_SENDER` of this sender's are. Whoever gives up waiting has
        the turn until the thread is done, which cannot be stopped."""
        turn = self._turns[sender]
        await turn.acquire()
        done = asyncio.get_running_loop().run_in_executor(self._threads, partial(copy_context().run, work))
        done.add_done_callback(lambda _: turn.release())
        return await asyncio.shield(done)
