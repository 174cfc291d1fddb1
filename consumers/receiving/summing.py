"""Sums of what is received, for the sender's weekly quality: kept in memory, and put on the disk every minute."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date

from consumers.feeds.book import Book, Sums
from consumers.feeds.quality import monday
from consumers.receiving.items import Origin, Outcome, Told
from streams.errors import Transient
from streams.logs import log

_SECONDS = 60.0


class Summing:
    """A kill loses the last minute's counts, and nothing else."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._held: dict[tuple[str, str, date], Sums] = {}

    def take(self, told: Iterable[Told], fresh: Iterable[bytes], origin: Origin) -> None:
        """``fresh``: the events among them that were new. What had come before counts for nothing."""
        sums = self._held.setdefault((origin.sender.name, origin.feed, monday(origin.received)), Sums())
        for one in told:
            if one.outcome is Outcome.KNOWN:
                continue
            sums.rows += 1
            if one.fault is not None:
                sums.refused += 1
                sums.faults[one.fault.field.removeprefix("data."), one.fault.code] += 1
        for raw in fresh:
            sums.count_event(raw, origin.received)

    async def run(self, seconds: float = _SECONDS) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(seconds)
            await self.flush()

    async def flush(self) -> None:
        """What was taken so far is on the disk; or is tried again, where the disk does not let it."""
        held, self._held = self._held, {}
        try:
            if held:
                await asyncio.to_thread(self._book.add, list(held.items()))
        except Transient as fault:
            log.warning("waiting", reason=str(fault))
            for key, sums in held.items():
                self._held[key] = sums.add(self._held[key]) if key in self._held else sums


Sum = Callable[[Iterable[Told], Iterable[bytes], Origin], None]
