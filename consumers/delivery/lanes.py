"""Each alert's changes go one after the other; alerts do not wait for one another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from consumers.delivery.letters import Letter


class Lanes:
    """``deliver`` returns once a letter is delivered or parked; what it raises ends ``group``."""

    def __init__(self, group: asyncio.TaskGroup, deliver: Callable[[Letter], Awaitable[None]]) -> None:
        self._group = group
        self._deliver = deliver
        self._queues: dict[str, deque[Letter]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def oldest(self) -> float:
        """Unix seconds; 0 when none waits."""
        return min((queue[0].told.timestamp() for queue in self._queues.values()), default=0.0)

    def has(self, alert: str) -> bool:
        return alert in self._queues

    def holds(self, letter: Letter) -> bool:
        return any(letter.offset == held.offset for held in self._queues.get(letter.alert, ()))

    def add(self, letter: Letter) -> None:
        if letter.alert in self._queues:
            self._queues[letter.alert].append(letter)
            return
        self._queues[letter.alert] = deque([letter])
        self._tasks[letter.alert] = self._group.create_task(self._work(letter.alert))

    def drop(self, partitions: frozenset[int]) -> None:
        """Another process has these partitions now. All changes of an alert are on one."""
        for alert, queue in list(self._queues.items()):
            if queue[0].partition in partitions:
                self._tasks[alert].cancel()
                self._forget(alert)

    async def _work(self, alert: str) -> None:
        queue = self._queues[alert]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        self._forget(alert)

    def _forget(self, alert: str) -> None:
        del self._queues[alert], self._tasks[alert]
