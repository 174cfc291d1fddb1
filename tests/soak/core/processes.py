"""Who runs: the real projector's reading of the log, the real projection, relay, clock and rebuild, each asking the
world for what it would ask of Kafka and Valkey."""

import asyncio
from contextlib import AbstractContextManager, ExitStack
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import structlog

import consumers.clock
import consumers.projection
import consumers.projector
import consumers.relay
from consumers.clock import run_clock, write_tick
from consumers.projection import LogMessage, Projection
from consumers.pseudonyms import Pseudonyms
from consumers.relay import run_relay
from scoring.state.holding import hold, release
from streams.errors import Broken
from streams.sealing.envelope import Find
from tests.soak.core.area import CoreArea
from tests.soak.core.asking import Ask, Patience, Rest, run_in_thread
from tests.soak.core.log import NOBODY, PARTITION, PLACE, Place
from tests.soak.core.world import World
from tests.soak.simulation.processes import MODELS

PSEUDONYMS = Pseudonyms(bytes(32))
_IDLE_STEPS = 6
_RELAY_STEPS = 6
_RELAYED_AT_ONCE = 2


def _find_none(*_: Any) -> None:
    """Nothing is sealed here."""


_FIND: Find = _find_none


class App:
    """What :mod:`consumers.projector` asks of its Faust app: what the group committed, and whose the partition is."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name
        self.consumer = self
        self._assigned, self._next = False, 0

    def assignment(self) -> set[Place]:
        return {PLACE}

    def committed(self, _place: Place) -> int:
        return self._world.log.committed

    async def _commit(self, offsets: dict[Place, int]) -> None:
        await Ask("", f"seeks {offsets[PLACE]}", lambda: self._set_committed(offsets[PLACE]))

    def _set_committed(self, offset: int) -> None:
        """Kafka refuses whoever has been replaced."""
        if self._world.log.owner == self._name:
            self._world.log.committed = offset

    async def take(self) -> list[LogMessage] | None:
        """None: the partition is newly ours, and read from the committed offset on."""
        found: list[LogMessage] | None = await Ask("", "fetches", self._fetch)
        return found

    def _fetch(self) -> list[LogMessage] | None:
        log = self._world.log
        if log.owner == NOBODY:
            log.owner, self._assigned = self._name, False
        if log.owner != self._name:
            self._assigned = False
            return []
        if not self._assigned:
            self._assigned = True
            return None
        found = log.read(self._next, self._world.climate.batch)
        self._next += len(found)
        return found

    def follow(self) -> None:
        self._next = self._world.log.committed

    async def acknowledge(self, last: LogMessage) -> None:
        """Faust commits now and then, and not before it is killed."""
        if self._world.chance.random.random() < 0.5:
            await Ask("", f"acknowledges {last.offset}", lambda: self._set_committed(last.offset + 1))


async def project(world: World, name: str) -> None:
    """As :func:`consumers.projector.make_projector` has Faust do it."""
    app: Any = App(world, name)
    redis, watermarks = _as_redis(world), _as_any(world.log)
    projection = Projection(redis, world.climate.areas, MODELS, _FIND)
    while True:
        batch = await app.take()
        if batch is None:
            await consumers.projector.resume_from_redis(app, projection, watermarks)
            app.follow()
        elif batch:
            await work_off(app, projection, batch)
        else:
            await Rest(_IDLE_STEPS)


async def work_off(app: App, projection: Projection, batch: list[LogMessage]) -> None:
    """As :func:`streams.faustapp.work_off` has each batch done."""
    await projection.project(batch)
    await app.acknowledge(batch[-1])


async def rebuild(world: World, area: str, holder: str) -> None:
    """As :func:`consumers.backfill.backfill` does one area."""
    redis = _as_redis(world)
    await hold(redis, area, PARTITION, holder, True)
    projection = Projection(redis, [area], MODELS, _FIND, holder, skip_others=True)
    start, end = await projection.resume(PARTITION, 0, world.log.high), world.log.high
    while start < end:
        batch = world.log.read(start, min(world.climate.batch, end - start))
        await projection.project(batch)
        start += len(batch)
    if not await release(redis, area, holder):
        raise Broken(f"area {area} was taken over while it was being replayed")


async def relay(world: World) -> None:
    await run_relay(_settings(world), _as_redis(world))


async def tick(world: World) -> None:
    await run_clock(_settings(world), world.calendar)


async def tick_once(world: World) -> None:
    await world.log.publish([write_tick(area, world.calendar(), world.climate.months) for area in world.climate.areas])


def _settings(world: World) -> Any:
    retention = SimpleNamespace(live_months=world.climate.months)
    partnership = SimpleNamespace(areas=world.climate.areas, retention=retention)
    return SimpleNamespace(partnership=partnership, tick_seconds=world.climate.tick_steps, publisher=world.log)


def _as_redis(world: World) -> Any:
    return world.commands


def _as_any(found: Any) -> Any:
    return found


def _drop(*_: Any) -> Any:
    raise structlog.DropEvent


def installed() -> AbstractContextManager[Any]:
    """The seams. They hold nothing of any one world, so they are set once for all seeds."""
    stack = ExitStack()
    waiting = SimpleNamespace(sleep=Rest, to_thread=run_in_thread)
    for module, name, instead in (
        (consumers.projection, "AreaStore", CoreArea),
        (consumers.projection, "patiently", Patience),
        (consumers.projector, "patiently", Patience),
        (consumers.relay, "patiently", Patience),
        (consumers.clock, "patiently", Patience),
        (consumers.relay, "asyncio", waiting),
        (consumers.clock, "asyncio", waiting),
        (asyncio, "to_thread", run_in_thread),
        (consumers.relay, "Publisher", lambda settings: settings.publisher),
        (consumers.clock, "Publisher", lambda settings: settings.publisher),
        (consumers.relay, "open_pseudonyms", lambda _: PSEUDONYMS),
        (consumers.relay, "_PAUSE_SECONDS", _RELAY_STEPS),
        (consumers.relay, "_BATCH", _RELAYED_AT_ONCE),
    ):
        stack.enter_context(patch.object(module, name, instead))
    before = structlog.get_config()
    structlog.configure(processors=[_drop])
    stack.callback(structlog.configure, **before)
    return stack
