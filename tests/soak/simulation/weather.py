"""What befalls the world while it is stormy: whoever may be killed is, servers go and come back, machines sleep."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.soak.simulation.world import SESSION_SECONDS

if TYPE_CHECKING:
    from tests.soak.simulation.world import World

_ALWAYS = ("receiving", "intake", "projector-1", "relay", "clock", "delivery")
_CALM = 2.0
_OPERATOR_SECONDS = 6.0


async def blow(world: "World") -> None:
    """Until nobody asks for it any more."""
    random = world.chance.random
    pace = random.choice((0.4, 1.0, 3.0))
    befalls: list[Callable[[World], None]] = [_kill, _kill, _kill, _stall, _stall, _fell_store, _fell_broker]
    befalls += [_double, _double, _kill_projector, _rebuild, _leave_receiver, _leave_receiver, _kill_delivery]
    while True:
        await asyncio.sleep(random.expovariate(1 / pace))
        befall = random.choice(befalls)
        if world.chance.allow():
            befall(world)


async def restart(world: "World") -> None:
    """As ``linnet up`` or an orchestrator does: whoever ended starts again, some time later."""
    random = world.chance.random
    due: dict[str, float] = {}
    while True:
        await asyncio.sleep(0.3)
        for name, life in [*world.lives.items()]:
            if life.alive:
                continue
            if name not in due:
                due[name] = world.loop.now + random.uniform(0.1, 2.0)
                world.loop.call_later(random.uniform(0.0, SESSION_SECONDS), world.expel, life)
            elif due[name] <= world.loop.now and not (name == "rebuild" and not world.to_rebuild[0]):
                del due[name]
                if name in _ALWAYS or name == "rebuild" or world.chance.stormy:
                    world.start(name)


async def mind_rebuilds(world: "World") -> None:
    """The operator sees that an area is still held, by a rebuild that is over or failed, and has it rebuilt again."""
    while True:
        await asyncio.sleep(_OPERATOR_SECONDS)
        held = [area for area in world.settings.partnership.areas if world.holder(area).startswith("rebuild")]
        at_work = "rebuild" in world.lives and world.lives["rebuild"].alive
        if held and not at_work and not world.to_rebuild[0] and world.server.is_up:
            order_rebuild(world, held[0])


def order_rebuild(world: "World", area: str) -> None:
    world.to_rebuild = (area, world.to_rebuild[1] + 1)
    world.chance.note(f"{area} is to be rebuilt")
    world.start("rebuild")


def begin(world: "World") -> None:
    for name in _ALWAYS:
        world.start(name)


def calm(world: "World") -> None:
    """The storm is over: all servers are up, and nothing is lost any more."""
    world.chance.tell("the storm is over")
    world.chance.stormy = False
    world.server.down_until = min(world.server.down_until, world.loop.now + _CALM)
    world.broker.down_until = min(world.broker.down_until, world.loop.now + _CALM)
    world.receiver.away_until = world.loop.now
    for life in world.lives.values():
        life.stalled = min(life.stalled, world.loop.now)
    world.lives["clock"].end("no more ticks")
    del world.lives["clock"]


def _kill(world: "World") -> None:
    world.kill(world.chance.random.choice(list(world.lives)))


def _kill_delivery(world: "World") -> None:
    world.kill("delivery")


def _kill_projector(world: "World") -> None:
    """Between the commits of two areas, as likely as not."""
    world.kill("projector-1")


def _stall(world: "World") -> None:
    """A machine sleeps, and wakes without knowing; its sessions may have run out, and others may have its work."""
    random = world.chance.random
    life = world.lives[random.choice([*world.lives, "projector-1", "projector-1"])]
    seconds = random.uniform(0.2, 2.5 * SESSION_SECONDS)
    world.chance.note(f"{life.name} sleeps for {seconds:.1f} s")
    life.stalled = world.loop.now + seconds
    if seconds > SESSION_SECONDS:
        world.loop.call_later(SESSION_SECONDS, world.expel, life)


def _fell_store(world: "World") -> None:
    if world.server.is_up:
        lost = world.server.crash(world.chance.random.uniform(0.1, 4.0))
        world.chance.note(f"the store is killed, {lost} writes are lost")


def _fell_broker(world: "World") -> None:
    if world.broker.is_up:
        lost = world.broker.crash(world.chance.random.uniform(0.1, 8.0))
        world.chance.note(f"the broker is killed, {lost} messages nobody was told of are lost")


def _double(world: "World") -> None:
    """A second projector comes, or goes."""
    if "projector-2" not in world.lives:
        world.start("projector-2")
    else:
        world.kill("projector-2")


def _rebuild(world: "World") -> None:
    """An operator has an area made anew from the log, while everything runs."""
    random = world.chance.random
    if random.random() < 0.3 and not world.to_rebuild[0]:
        order_rebuild(world, random.choice(list(world.settings.partnership.areas)))


def _leave_receiver(world: "World") -> None:
    world.receiver.away_until = world.loop.now + world.chance.random.uniform(0.5, 5.0)
    world.chance.note("the receiver is away")
