"""Linnet's own screens: what a hub says to alerts, which addresses it watches, what it decides of links."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson

from streams.codes.alerts import Dismissal
from streams.codes.decisions import Reason
from streams.topics import ALERTS, DECISIONS, LINKS
from tests.alerted import CLERK, decided
from tests.soak.core.asking import Rest
from tests.soak.core.senders import send
from tests.soak.core.world import World

_CLERK_STEPS = 80
_ANSWERS = 2


async def answer(world: World) -> None:
    for number in range(_ANSWERS):
        await Rest(_CLERK_STEPS)
        said = list(_decide(world, number))
        if said:
            await send(world, DECISIONS.name, [orjson.dumps(world.chance.random.choice(said))])


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
