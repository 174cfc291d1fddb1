"""Agencies at the other end of the log: each sends what it has to tell until it was told that it is safe."""

from pathlib import Path

import orjson

import tests.soak.simulation
from consumers.admission import Admitted, Received, admit
from consumers.ageing import is_past
from streams.contract import event_key
from streams.errors import Transient
from streams.partnership import read_partnership
from streams.publisher import Outgoing
from streams.sealing.envelope import write_aged
from streams.topics import DECISIONS
from tests.alerted import adoption
from tests.soak.core.asking import Rest
from tests.soak.core.world import World
from tests.soak.simulation.people import Agency

_PARTNERSHIP = read_partnership(Path(tests.soak.simulation.__file__).with_name("partnership.toml"))
_STORM_STEPS = 160


async def adopt_rules(world: World) -> None:
    for area in world.climate.areas:
        said = adoption([*world.climate.rules], f"{area}-1", area)
        await send(world, DECISIONS.name, [orjson.dumps(said)])


async def tell(world: World, kind: str, area: str) -> None:
    """What an agency has to tell, spread over the storm."""
    random = world.chance.random
    agency = Agency(kind, area, random)
    for _ in range(world.climate.events):
        await Rest(_STORM_STEPS / world.climate.events)
        told = [agency.tell(world.calendar()) for _ in range(random.choice((1, 1, 1, 2)))]
        random.shuffle(told)
        await send(world, kind, [orjson.dumps(one) for one in told])


async def send(world: World, topic: str, said: list[bytes]) -> None:
    """Once and again until it is told that all is safe, as intake would have it in the log."""
    messages = [admitted for raw in said if (admitted := _admit(world, topic, raw))]
    while messages:
        try:
            await world.log.publish(messages)
            break
        except Transient:
            await Rest(3)
    world.safe.update(message.value for message in messages)


def _admit(world: World, topic: str, raw: bytes) -> Outgoing | None:
    now = world.calendar()
    verdict = admit(Received(topic, 0, 0, int(now.timestamp() * 1000), None, raw), _PARTNERSHIP)
    if not isinstance(verdict, Admitted):
        return None
    event, outgoing, months = verdict.event, verdict.outgoing, world.climate.months
    if months is None or not is_past(event, now, months):
        return outgoing
    return outgoing._replace(value=write_aged(event.area, event_key(event.source, event.id), now))
