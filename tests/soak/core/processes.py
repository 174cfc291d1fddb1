"""Who runs: the real projection, rebuild, relay and clock, each asking the world for what it would ask of Kafka and
Valkey."""

from types import SimpleNamespace
from typing import Any

import consumers.projector
from consumers.clock import run_clock, write_tick
from consumers.projection import LogMessage, Projection
from consumers.relay import run_relay
from scoring.state.holding import hold, release
from streams.contract import EventKey
from streams.errors import Broken
from tests.soak.core.app import App
from tests.soak.core.asking import Rest
from tests.soak.core.log import PARTITION
from tests.soak.core.world import World
from tests.soak.simulation.processes import MODELS

_IDLE_STEPS = 6


async def project(world: World, name: str) -> None:
    """As :func:`consumers.projector.make_projector` has Faust do it."""
    app: Any = App(world, name)
    redis: Any = world.commands
    watermarks: Any = world.log
    projection = Projection(redis, dict.fromkeys(world.climate.areas, MODELS), find_none)
    while True:
        batch = await app.take()
        if batch is None:
            await consumers.projector.resume_from_redis(app, projection, watermarks)
            app.follow()
        elif batch:
            await work_off(app, projection, batch)
        else:
            await Rest(_IDLE_STEPS)
            await projection.look_back()


async def work_off(app: App, projection: Projection, batch: list[LogMessage]) -> None:
    """As :func:`streams.faustapp.work_off` has each batch done."""
    await projection.project(batch)
    await app.acknowledge(batch[-1])


async def rebuild(world: World, area: str, holder: str) -> None:
    """As :func:`consumers.backfill.backfill` does one area."""
    redis: Any = world.commands
    await hold(redis, area, PARTITION, holder, True)
    projection = Projection(redis, {area: MODELS}, find_none, holder, skip_others=True)
    start, end = await projection.resume(PARTITION, 0, world.log.high), world.log.high
    while start < end:
        batch = world.log.read(start, min(world.climate.batch, end - start))
        await projection.project(batch)
        start += len(batch)
    if not await release(redis, area, holder):
        raise Broken(f"area {area} was taken over while it was being replayed")


async def relay(world: World) -> None:
    redis: Any = world.commands
    await run_relay(_settings(world), redis)


async def tick(world: World) -> None:
    await run_clock(_settings(world), world.calendar)


async def tick_once(world: World) -> None:
    await world.log.publish([write_tick(area, world.calendar(), world.climate.months) for area in world.climate.areas])


def find_none(_area: str, _epoch: int, _key: EventKey) -> None:
    """Nothing is sealed here."""


def _settings(world: World) -> Any:
    """As much as clock and relay ask for; and with it the log, for who would open a client of Kafka's."""
    retention = SimpleNamespace(live_months=world.climate.months)
    partnership = SimpleNamespace(areas=world.climate.areas, retention=retention)
    return SimpleNamespace(partnership=partnership, tick_seconds=world.climate.tick_steps, publisher=world.log)
