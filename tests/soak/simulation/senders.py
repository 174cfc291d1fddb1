"""Agencies at their ends of the wire: each sends what it has to tell until it was told that it is safe."""

import asyncio
import contextvars
from typing import TYPE_CHECKING

import orjson

from consumers.feeds.senders import Sender, types_of
from consumers.receiving.items import Converted, Item, Origin, Outcome, Receipt
from streams.codes.agencies import Agency as AgencyCode
from streams.errors import Transient
from streams.publisher import Outgoing, Publisher
from streams.topics import DECISIONS
from tests.soak.simulation.chance import Trouble
from tests.soak.simulation.loop import LIFE
from tests.soak.simulation.people import AREAS, Agency, Told, adopt

if TYPE_CHECKING:
    from tests.soak.simulation.world import World

_PATIENCE = 5.0


class Senders:
    """``safe``: what its sender was told is safe, by source and id."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.safe: dict[tuple[str, str], bytes] = {}
        self.refused = 0

    async def send_all(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for area in AREAS:
                tasks.create_task(self._put_on_kafka([(DECISIONS.name, area, adopt(area))]))
                for kind in ("police", "ehr"):
                    tasks.create_task(self._send(Agency(kind, area, self._world.chance.random)))

    async def _send(self, agency: Agency) -> None:
        """By the door, or straight to Kafka, as the larger ones do."""
        random = self._world.chance.random
        while self._world.chance.stormy:
            await asyncio.sleep(random.expovariate(1 / 5.0))
            told = [agency.tell(self._world.calendar()) for _ in range(random.choice((1, 1, 2, 4)))]
            random.shuffle(told)
            if random.random() < 0.6:
                await self._bring(agency, told)
            else:
                await self._put_on_kafka([(agency.kind, agency.area, orjson.dumps(one)) for one in told])

    async def _bring(self, agency: Agency, told: list[Told]) -> None:
        while True:
            receipt = await self._ask(agency, told)
            if receipt is not None:
                for said, one in zip(told, receipt.told, strict=True):
                    if one.outcome in (Outcome.ACCEPTED, Outcome.KNOWN):
                        self.safe[said["source"], said["id"]] = b""
                    else:
                        self.refused += 1
                return
            await asyncio.sleep(self._world.chance.random.uniform(0.2, 1.5))

    async def _ask(self, agency: Agency, told: list[Told]) -> Receipt | None:
        """None: nothing was answered, and nobody knows whether it was taken."""
        world = self._world
        trouble = world.chance.trouble("door", f"{agency.source} sends {len(told)}")
        if world.door is None or trouble is Trouble.LOST:
            return None
        desk, life = world.door
        if life is None or not life.alive:
            return None
        items = [Item(str(number), [orjson.dumps(one)]) for number, one in enumerate(told)]
        context = contextvars.copy_context()
        context.run(LIFE.set, life)
        origin = Origin(_sender(agency), None, world.calendar())
        asked = world.loop.create_task(desk.take(Converted(items), origin), context=context)
        await asyncio.wait([asked], timeout=_PATIENCE)
        if not asked.done() or asked.cancelled() or not life.alive or trouble is not Trouble.NONE:
            # Whoever hung up is not heard of; the request goes on without them.
            return None
        fault = asked.exception()
        if isinstance(fault, Transient):
            return None
        if fault is not None:
            world.wrong.append(f"the desk failed: {fault!r}")
            return None
        return asked.result()

    async def _put_on_kafka(self, messages: list[tuple[str, str, bytes]]) -> None:
        publisher = Publisher(self._world.settings)
        outgoing = [Outgoing(topic, area.encode(), raw) for topic, area, raw in messages]
        while True:
            try:
                await publisher.publish(outgoing)
                break
            except Transient:  # as an agency's client does
                await asyncio.sleep(self._world.chance.random.uniform(0.2, 1.5))
        for *_, raw in messages:
            said = orjson.loads(raw)
            self.safe[said["source"], said["id"]] = raw


def _sender(agency: Agency) -> Sender:
    code = AgencyCode(agency.kind)
    return Sender(
        agency.source, agency.source, code, AREAS, (), (), (f"uk.{agency.kind}.{agency.area}",), types_of(code)
    )
