"""Many requests, one line to Kafka: what waits while a batch is acknowledged goes together as the next."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from streams.errors import Broken, Transient
from streams.publisher import Outgoing


class Publishing(Protocol):
    async def publish(self, messages: Iterable[Outgoing]) -> None: ...


class Line:
    def __init__(self, publisher: Publishing) -> None:
        self._publisher = publisher
        self._waiting: list[tuple[list[Outgoing], asyncio.Future[None]]] = []
        self._come = asyncio.Event()

    async def send(self, messages: list[Outgoing]) -> None:
        """On Kafka after it returns. Raises :class:`Transient` when any of them may not be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((messages, done))
        self._come.set()
        await done

    async def run(self) -> None:
        """For ever. Raises :class:`Broken` when Kafka takes nothing from us, however often it is asked."""
        while True:
            await self._come.wait()
            self._come.clear()
            batch, self._waiting = self._waiting, []
            await self._send_batch(batch)

    async def _send_batch(self, batch: list[tuple[list[Outgoing], "asyncio.Future[None]"]]) -> None:
        fault: Transient | Broken | None = None
        try:
            await self._publisher.publish([message for messages, _ in batch for message in messages])
        except (Transient, Broken) as found:
            fault = found
        for _, done in batch:
            if done.done():  # its request is gone
                continue
            if fault is None:
                done.set_result(None)
            else:
                done.set_exception(Transient(str(fault)))
        if isinstance(fault, Broken):
            raise fault
