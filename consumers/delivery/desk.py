"""One destination at work: what concerns it goes from its mailbox into lanes, and is delivered or parked."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from opentelemetry.trace import SpanKind

from consumers.delivery.attempts import Attempts
from consumers.delivery.destinations import Prompt
from consumers.delivery.lanes import Lanes
from consumers.delivery.letters import Letter, Refused
from consumers.delivery.mailbox import Assigned, Mailbox, Revoked
from consumers.delivery.parking import Park
from consumers.delivery.progress import Progress
from consumers.delivery.reading import Arrival, read_letter, read_moment
from streams import metrics
from streams.errors import Invalid, LinnetError
from streams.patience import patiently
from streams.spans import within

# Letters that wait at once; with so many gaps the progress still fits the text that Kafka keeps.
_ROOM = 256
_POLL_SECONDS = 0.2


class Desk:
    def __init__(
        self,
        name: str,
        destination: Prompt,
        mailbox: Mailbox,
        attempts: Attempts,
        park: Park,
        now: Callable[[], datetime],
    ) -> None:
        self._name = name
        self._destination = destination
        self._mailbox = mailbox
        self._attempts = attempts
        self._park = park
        self._now = now
        self._progress: dict[int, Progress] = {}
        self._changed: set[int] = set()

    async def run(self) -> None:
        """For ever. Raises :class:`Broken` when another process has taken this one's place."""
        async for attempt in patiently():
            with attempt:
                await self._mailbox.open()
        try:
            async with asyncio.TaskGroup() as group:
                lanes = Lanes(group, self._deliver)
                while True:
                    await self._turn(lanes)
        finally:
            await self._mailbox.close()

    async def _turn(self, lanes: Lanes) -> None:
        async for attempt in patiently():
            with attempt:
                found = await self._mailbox.take(_POLL_SECONDS, paused=lanes.waiting >= _ROOM)
        for one in found:
            match one:
                case Assigned():
                    self._progress = dict(one.progress)
                case Revoked():
                    lanes.drop(one.partitions)
                    self._progress = {at: p for at, p in self._progress.items() if at not in one.partitions}
                case Arrival():
                    await self._sort(one, lanes)
        await self._keep()
        metrics.WAITING.labels(self._name).set(lanes.waiting)
        metrics.OLDEST_WAITING.labels(self._name).set(lanes.oldest())

    async def _sort(self, arrival: Arrival, lanes: Lanes) -> None:
        if self._is_done(arrival):
            return
        try:
            letter = read_letter(arrival)
        except Invalid as fault:
            await self._park.unreadable(self._name, arrival, fault, self._now())
            self._finish(arrival)
            return
        if self._destination.concerns(letter):
            lanes.add(letter)
        else:
            self._finish(arrival)

    async def _deliver(self, letter: Letter) -> None:
        try:
            # With all its attempts, however long they take.
            with within("deliver", letter.trace, SpanKind.PRODUCER, destination=self._name):
                await self._attempts.deliver(letter)
            metrics.DELIVERED.labels(self._name).inc()
        except Refused as refusal:
            await self._park.letter(self._name, letter, refusal, self._now())
        except LinnetError:
            raise
        except Exception as fault:  # Broken, and of this letter alone: no other alert, and nobody else, waits for that
            wrong = Refused("refused", f"it cannot be sent ({type(fault).__name__}): a mistake in Linnet")
            await self._park.letter(self._name, letter, wrong, self._now())
        self._finish(letter)

    def _is_done(self, arrival: Arrival) -> bool:
        progress = self._progress[arrival.partition]
        if not progress.is_done(arrival.offset):
            return False
        if not progress.moment or read_moment(arrival.told) <= progress.moment:
            return True
        # Later than all that is done: the topic has lost its end, and this has the place of another.
        self._progress[arrival.partition] = progress.cut(arrival.offset)
        return False

    def _finish(self, done: Arrival | Letter) -> None:
        if done.partition in self._progress:
            self._progress[done.partition].finish(done.offset, read_moment(done.told))
            self._changed.add(done.partition)

    async def _keep(self) -> None:
        changed, self._changed = self._changed & self._progress.keys(), set()
        if changed and not await self._mailbox.keep({at: self._progress[at] for at in changed}):
            self._changed |= changed
