"""What Faust was found to do (decision 0003), for the agents of :mod:`consumers` to run on: messages of the partitions
a member has, in order, after a crash again from the committed offset; what is acknowledged is committed later or never.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from types import SimpleNamespace
from typing import Any, NamedTuple

from tests.soak.simulation.broker import Broker, Member, Place, Stored
from tests.soak.simulation.chance import Chance, Trouble
from tests.soak.simulation.loop import LIFE, Dead, Life, SimulatedLoop

_POLL_SECONDS = 0.2
_COMMIT_SECONDS = 1.0
_FETCH = 40
_Work = Callable[[Any], Awaitable[None]]


class TP(NamedTuple):
    topic: str
    partition: int


class SimulatedStream:
    """Of one agent: what :func:`streams.faustapp.work_off` takes."""

    def __init__(self, acked: dict[Place, int]) -> None:
        self.channel = SimpleNamespace(queue=asyncio.Queue[Any]())
        self._acked = acked
        self._taken = 0

    @property
    def is_idle(self) -> bool:
        """Nothing that was taken is still worked on."""
        return self._taken == 0

    def noack(self) -> "SimulatedStream":
        return self

    async def events(self) -> AsyncIterator[Any]:
        while True:
            event = await self.channel.queue.get()
            self._taken += 1
            yield event

    async def ack(self, event: Any) -> None:
        message = event.message
        self._taken -= 1
        self._acked[message.topic, message.partition] = message.offset + 1

    def put(self, stored: Stored) -> None:
        message = SimpleNamespace(
            topic=stored.topic,
            partition=stored.partition,
            offset=stored.offset,
            timestamp=stored.timestamp / 1000,
            key=stored.key,
            value=stored.value,
            headers=None,
        )
        self.channel.queue.put_nowait(SimpleNamespace(message=message))

    def clear(self) -> None:
        while not self.channel.queue.empty():
            self.channel.queue.get_nowait()


class _Signal:
    def __init__(self) -> None:
        self.heard: Any = None

    def connect(self, **_: bool) -> Callable[[Any], Any]:
        def keep(work: Any) -> Any:
            self.heard = work
            return work

        return keep


class SimulatedApp:
    """As ``streams.faustapp.make_app`` gives one: agents, tasks, the signal after a rebalance, and a consumer that can
    be asked for its assignment and told what to commit."""

    def __init__(self, loop: SimulatedLoop, broker: Broker, chance: Chance, name: str) -> None:
        self._loop, self._broker, self._chance, self._name = loop, broker, chance, name
        self.conf = SimpleNamespace(id=f"linnet-{name}")
        self.on_rebalance_complete = _Signal()
        self.consumer = SimpleNamespace(assignment=self._assignment, _commit=self._commit)
        self._agents: list[tuple[str, _Work, SimulatedStream]] = []
        self._tasks: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._acked: dict[Place, int] = {}
        self._positions: dict[Place, int] = {}
        life = LIFE.get()
        assert life is not None
        self._life: Life = life
        self._member: Member | None = None

    def topic(self, name: str, **_: Any) -> str:
        return name

    def task(self, work: Any) -> Any:
        """All but the watchdog's beat: it watches wall time, of which there is none here."""
        if work.__name__ != "watch":
            self._tasks.append(work)
        return work

    def agent(self, topic: str, **_: Any) -> Callable[[_Work], _Work]:
        def keep(work: _Work) -> _Work:
            self._agents.append((topic, work, SimulatedStream(self._acked)))
            return work

        return keep

    async def run(self) -> None:
        group = self._broker.group(self.conf.id, [topic for topic, *_ in self._agents])
        self._member = Member(group, self._life)
        group.join(self._member)
        async with asyncio.TaskGroup() as tasks:
            for _, work, stream in self._agents:
                tasks.create_task(_run(work, stream))
            for task in self._tasks:
                tasks.create_task(task())
            tasks.create_task(self._pump())
            tasks.create_task(self._commit_all())

    async def _pump(self) -> None:
        assert self._member is not None
        while True:
            self._life.check()
            # A machine that sleeps does not learn that others have taken over; what it had fetched it still has.
            if self._life.stalled <= self._loop.now and self._broker.is_up:
                if not self._member.is_current:
                    await self._rejoin(self._member)
                self._fetch()
            await asyncio.sleep(_POLL_SECONDS * self._chance.random.uniform(0.5, 1.5))

    async def _rejoin(self, member: Member) -> None:
        if member not in member.group.members:
            member.group.join(member)
        # As with ``stream_wait_empty``: what was taken is finished first, whoever has the partition by now.
        for *_, stream in self._agents:
            stream.clear()
        while not all(stream.is_idle for *_, stream in self._agents):
            await asyncio.sleep(0.05)
        # Acknowledged and not committed: it will be read again.
        self._acked.clear()
        self._positions.clear()
        member.group.follow(member)
        self._chance.tell(f"{self._life.name} has {sorted(member.owned)}")
        await self.on_rebalance_complete.heard()
        self._positions |= {place: member.group.committed.get(place, (0, ""))[0] for place in sorted(member.owned)}

    def _fetch(self) -> None:
        streams = {topic: stream for topic, _, stream in self._agents}
        partitions = self._broker.partitions
        for place, start in self._positions.items():
            if partitions[place].high <= start:
                continue
            stream = streams[place[0]]
            if stream.channel.queue.qsize() < _FETCH:
                found = self._broker.read(place, start, self._chance.random.randint(1, _FETCH))
                self._positions[place] = start + len(found)
                for stored in found:
                    stream.put(stored)

    def _assignment(self) -> "list[TP]":
        assert self._member is not None
        return [TP(*place) for place in sorted(self._member.owned)]

    def committed(self, place: TP) -> int:
        assert self._member is not None
        return self._member.group.committed.get(place, (0, ""))[0]

    async def _commit(self, offsets: dict[Any, int]) -> None:
        """On a rebalance. Where there is a new one already Faust's driver crashes, and with it the worker."""
        assert self._member is not None
        await asyncio.sleep(self._chance.latency())
        self._life.check()
        said = {(at.topic, at.partition): (offset, "") for at, offset in offsets.items()}
        if not self._member.group.commit(self._member, said):
            self._chance.tell(f"{self._life.name} ends: its generation is over")
            self._life.end("its generation is over")
            raise Dead

    async def _commit_all(self) -> None:
        assert self._member is not None
        while True:
            await asyncio.sleep(_COMMIT_SECONDS * self._chance.random.uniform(0.5, 1.5))
            self._life.check()
            acked = {place: (offset, "") for place, offset in self._acked.items()}
            if not acked or not self._broker.is_up or self._life.stalled > self._loop.now:
                continue
            self._chance.note(f"{self._life.name} commits {len(acked)} offsets")
            if self._chance.trouble("kafka", f"{self._life.name} commits") is Trouble.NONE:
                self._member.group.commit(self._member, acked)


async def _run(work: _Work, stream: SimulatedStream) -> None:
    await work(stream)
