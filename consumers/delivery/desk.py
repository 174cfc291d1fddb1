"""One destination at work: what concerns it goes from its mailbox into lanes, and is delivered or parked."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from opentelemetry.trace import SpanKind

from consumers.delivery.attempts import Attempts
from consumers.delivery.beyond import Beyond
from consumers.delivery.destinations import Prompt
from consumers.delivery.lanes import Lanes
from consumers.delivery.letters import Letter, NotTaken, Refused
from consumers.delivery.mailbox import Assigned, Found, Mailbox, Revoked
from consumers.delivery.parking import Park
from consumers.delivery.progress import Progress
from consumers.delivery.reading import Arrival, read_letter, read_moment
from streams import metrics
from streams.errors import Invalid, LinnetError
from streams.patience import patiently
from streams.spans import within

# Letters that wait at once; with so many gaps the progress still fits the text that Kafka keeps. Of what is done beyond
# more of them (:mod:`consumers.delivery.beyond`) some may be sent again after kill -9.
_ROOM = 256
_POLL_SECONDS = 0.2
# After so many polls that find nothing all has been read.
_QUIET = 5


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
        self._beyond = Beyond()
        self._quiet = self._parking = 0

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
        full = lanes.waiting >= _ROOM
        paused = not self._beyond.is_due(full) and full
        async for attempt in patiently():
            with attempt:
                found = await self._mailbox.take(_POLL_SECONDS, paused)
        for one in found:
            await self._note(one, lanes)
        if full and found:
            self._beyond.note_look()
        self._quiet = 0 if found or paused else self._quiet + 1
        await self._go_back(lanes)
        await self._keep()
        self._measure(lanes)

    async def _note(self, found: Found, lanes: Lanes) -> None:
        match found:
            case Assigned():
                self._progress = dict(found.progress)
                self._beyond.forget(self._progress)
            case Revoked():
                lanes.drop(found.partitions)
                self._beyond.forget(found.partitions)
                self._progress = {at: p for at, p in self._progress.items() if at not in found.partitions}
            case Arrival():
                self._beyond.read(found.partition, found.offset)
                await self._sort(found, lanes)

    def _measure(self, lanes: Lanes) -> None:
        leaving = self._parking + len(self._beyond.under_way)
        free = max(_ROOM - lanes.waiting + leaving, 0)
        self._attempts.needed = max(self._beyond.count - free, 0)
        metrics.WAITING.labels(self._name).set(lanes.waiting + self._beyond.count)
        metrics.OLDEST_WAITING.labels(self._name).set(lanes.oldest())

    async def _go_back(self, lanes: Lanes) -> None:
        """Once there is room, to what was left."""
        places = self._beyond.places(self._quiet >= _QUIET)
        if places and lanes.waiting < _ROOM and await self._mailbox.go_back(places):
            self._beyond.went_back(places)
            self._quiet = 0

    async def _sort(self, arrival: Arrival, lanes: Lanes) -> None:
        if self._is_done(arrival):
            return
        try:
            letter = read_letter(arrival)
        except Invalid as fault:
            await self._park.unreadable(self._name, arrival, fault, self._now())
            self._finish(arrival)
            return
        if not self._destination.concerns(letter):
            self._finish(arrival)
        elif not lanes.holds(letter):
            self._place(letter, lanes)

    def _place(self, letter: Letter, lanes: Lanes) -> None:
        full = lanes.waiting >= _ROOM
        if self._beyond.must_wait(letter) or (full and lanes.has(letter.alert)):
            self._beyond.leave(letter)
            return
        if full:
            self._beyond.under_way.add((letter.partition, letter.offset))
        lanes.add(letter)

    async def _deliver(self, letter: Letter) -> None:
        once = (letter.partition, letter.offset) in self._beyond.under_way
        try:
            if self._beyond.must_wait(letter):
                raise NotTaken("the change before it has to be tried again")
            # With all its attempts, however long they take.
            with within("deliver", letter.trace, SpanKind.PRODUCER, destination=self._name):
                await (self._attempts.try_once if once else self._attempts.deliver)(letter)
            metrics.DELIVERED.labels(self._name).inc()
        except Refused as refusal:
            await self._put_away(letter, refusal)
        except NotTaken:  # for which there was no room
            self._beyond.leave(letter)
            return
        except LinnetError:
            raise
        except Exception as fault:  # Broken, and of this letter alone: no other alert, and nobody else, waits for that
            wrong = Refused("refused", f"it cannot be sent ({type(fault).__name__}): a mistake in Linnet")
            await self._park.letter(self._name, letter, wrong, self._now())
        finally:
            self._beyond.under_way.discard((letter.partition, letter.offset))
        self._finish(letter)

    async def _put_away(self, letter: Letter, refusal: Refused) -> None:
        self._parking += 1
        try:
            await self._park.letter(self._name, letter, refusal, self._now())
        finally:
            self._parking -= 1

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
