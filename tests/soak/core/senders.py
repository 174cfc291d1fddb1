"""Agencies and Linnet's own screens at the other end of the log: each sends what it has to tell until it was told that
it is safe."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

import tests.soak.simulation
from consumers.admission import Admitted, Received, admit
from consumers.ageing import is_past
from streams.codes.alerts import Dismissal
from streams.codes.decisions import Reason
from streams.contract import event_key
from streams.errors import Transient
from streams.partnership import read_partnership
from streams.publisher import Outgoing
from streams.sealing.envelope import write_aged
from streams.topics import ALERTS, DECISIONS, LINKS
from tests.alerted import CLERK, adoption, decided
from tests.soak.core.asking import Rest
from tests.soak.core.world import World
from tests.soak.simulation.people import Agency

_PARTNERSHIP = read_partnership(Path(tests.soak.simulation.__file__).with_name("partnership.toml"))
_STORM_STEPS = 160
_CLERK_STEPS = 80


async def adopt_rules(world: World) -> None:
    for area in world.climate.areas:
        said = adoption([*world.climate.rules], f"{area}-1", area)
        await _send(world, DECISIONS.name, [orjson.dumps(said)])


async def tell(world: World, kind: str, area: str) -> None:
    """What an agency has to tell, spread over the storm."""
    random = world.chance.random
    agency = Agency(kind, area, random)
    for _ in range(world.climate.events):
        await Rest(_STORM_STEPS / world.climate.events)
        told = [agency.tell(world.calendar()) for _ in range(random.choice((1, 1, 1, 2)))]
        random.shuffle(told)
        await _send(world, kind, [orjson.dumps(one) for one in told])


async def answer(world: World) -> None:
    """The hub answers alerts, and decides of records that linkage has put together or apart."""
    for number in range(2):
        await Rest(_CLERK_STEPS)
        said = list(_decide(world, number))
        if said:
            await _send(world, DECISIONS.name, [orjson.dumps(world.chance.random.choice(said))])


def _decide(world: World, number: int) -> Iterator[dict[str, Any]]:
    now = world.calendar().isoformat()
    random = world.chance.random
    if alerts := world.log.told.get(ALERTS.name):
        area, raw = random.choice(alerts)
        about = {key: orjson.loads(raw)["data"][key] for key in ("alert", "entity", "subject")}
        said = about | {"recorded_at": now, "answered_by": CLERK}
        yield decided("alert-acknowledged-1", f"A{number}", said, area)
        reason = {"reason": Dismissal.NO_CONCERN.value}
        yield decided("alert-dismissed-1", f"D{number}", said | reason, area)
    yield from _decide_of_links(world, number, now)


def _decide_of_links(world: World, number: int, now: str) -> Iterator[dict[str, Any]]:
    random = world.chance.random
    told = [(area, orjson.loads(raw)["data"]) for area, raw in world.log.told.get(LINKS.name, ())]
    if not told:
        return
    area, kind = random.choice([(area, data["kind"]) for area, data in told])
    entities = [
        held for other, data in told if (other, data["kind"]) == (area, kind) for held in data["after"].values()
    ]
    records = sorted({record for held in entities for record in held})
    if records and kind == "address":
        until = (world.calendar() + timedelta(days=14)).isoformat()
        watch = {"recorded_at": now, "target": random.choice(records), "until": until, "watched_by": CLERK}
        yield decided("address-watched-1", f"W{number}", watch, area)
    if len(records) > 1:
        one, other = random.sample(records, 2)
        said = {"recorded_at": now, "subject": kind, "one": one, "other": other, "decided_by": CLERK}
        verdict = random.choice(("link-confirmed-1", "link-refused-1"))
        yield decided(verdict, f"L{number}", said | {"reason": Reason.RECORDS_COMPARED.value}, area)


async def _send(world: World, topic: str, said: list[bytes]) -> None:
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
