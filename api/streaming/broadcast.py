"""The topic ``alerts`` read once for the whole process, from now on, and handed to everyone who looks on."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from weakref import WeakSet

from api.streaming.live import Batch, Live, find_ends
from api.streaming.reader import Reader
from api.streaming.told import Told, Wanted, read_told
from streams import metrics
from streams.broker import Watermarks
from streams.errors import Transient
from streams.partitions import partition_of
from streams.reading import read_stretch
from streams.settings import Settings
from streams.topics import ALERTS

_BURST = 250
_BURST_SECONDS = 0.02
_READERS = 500
# Of somebody who comes back from a night, or a process from an upgrade.
_RECALLED_SECONDS = 86_400.0


class Broadcast:
    """Used in one event loop. Connects to Kafka with the first who looks on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._readers: defaultdict[str, WeakSet[Reader]] = defaultdict(WeakSet)
        self._next: dict[int, int] = {}
        self._opening: asyncio.Task[None] | None = None
        self._live: Live | None = None
        self._closed = False

    async def join(self, wanted: Wanted) -> Reader:
        """Raises :class:`Transient` when Kafka does not answer, and when too many look on."""
        await self._ensure_open()
        if self._count() >= _READERS:
            raise Transient(f"{_READERS} streams are open, which is all that this process has room for")
        partition = partition_of(wanted.area, ALERTS.partitions)
        reader = Reader(wanted, partition, self._next[partition])
        self._readers[wanted.area].add(reader)
        self._count()
        return reader

    def leave(self, reader: Reader) -> None:
        self._readers[reader.wanted.area].discard(reader)
        self._count()

    def reached(self, partition: int) -> int:
        """The offset of the last message that was handed on, or would have been; -1 when there was none."""
        return self._next[partition] - 1

    @property
    def reachable(self) -> bool:
        """Whether Kafka answered lately: when it does not, nothing new is no news."""
        return self._live is not None and self._live.reachable

    async def recall(self, reader: Reader, after: int) -> Iterator[Told]:
        """What the reader wants between ``after`` and its start, of the last day: of what was told earlier the lists
        know what may be told now. The iterator blocks while it reads."""
        if after + 1 >= reader.start:
            return iter(())
        since = round((time.time() - _RECALLED_SECONDS) * 1000)
        start = max(after + 1, await asyncio.to_thread(self._find_later, reader.partition, since))
        messages = read_stretch(self._settings, ALERTS.name, reader.partition, start, reader.start)
        late = (message for message in messages if message.timestamp()[1] >= since)
        return (told for told in map(read_told, late) if told is not None and reader.wanted.has(told))

    def _find_later(self, partition: int, moment: int) -> int:
        watermarks = Watermarks(self._settings)
        try:
            return watermarks.find_later(ALERTS.name, partition, moment)
        finally:
            watermarks.close()

    def close(self) -> None:
        """Everyone's stream ends; they may come back to another process, or to this one's successor."""
        self._closed = True
        if self._live is not None:
            self._live.stop()
        self._end_all("closing")

    async def _ensure_open(self) -> None:
        if self._closed:
            raise Transient("this process is stopping")
        if self._live is not None and self._live.is_alive():
            return
        if self._opening is None or self._opening.done():
            # One attempt for all who ask meanwhile, whoever of them goes away.
            self._opening = asyncio.create_task(self._open())
        await asyncio.shield(self._opening)

    async def _open(self) -> None:
        if not self._settings.kafka_bootstrap:
            raise Transient("no alerts can be shown as they happen, because LINNET_KAFKA_BOOTSTRAP is not set")
        ends = await asyncio.to_thread(find_ends, self._settings, range(ALERTS.partitions))
        self._next = {partition: high for partition, (_, high) in ends.items()}
        self._live = Live(self._settings, dict(self._next), self._bridge(asyncio.get_running_loop()))
        self._live.start()

    def _bridge(self, loop: asyncio.AbstractEventLoop) -> Callable[[Batch | None], None]:
        def hand_on(batch: Batch | None) -> None:
            if not loop.is_closed():
                asyncio.run_coroutine_threadsafe(self._hand_on(batch), loop).result()

        return hand_on

    async def _hand_on(self, batch: Batch | None) -> None:
        if batch is None:
            # What comes before the next start of the thread would be missing.
            self._end_all("interrupted")
            return
        for partition, offset, told in batch:
            self._next[partition] = offset + 1
            if told is not None:
                self._show(told)
        if len(batch) > _BURST:
            # Whoever keeps up is shown this before more is put on top of it.
            await asyncio.sleep(_BURST_SECONDS)

    def _show(self, told: Told) -> None:
        for reader in list(self._readers[told.area]):
            reader.offer(told)

    def _end_all(self, reason: str) -> None:
        for reader in [one for readers in self._readers.values() for one in readers]:
            reader.end(f"{reason}: ask again from the last event that you have")

    def _count(self) -> int:
        count = sum(len(readers) for readers in self._readers.values())
        metrics.STREAM_READERS.set(count)
        return count
