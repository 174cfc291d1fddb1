"""What befalls the world in a storm: processes are killed, sleep and are replaced, servers go and come back."""

from collections.abc import Callable
from functools import partial

from tests.soak.core.asking import Ask
from tests.soak.core.log import NOBODY
from tests.soak.core.processes import project, relay, tick, tick_once
from tests.soak.core.rebuilding import mind_rebuilds
from tests.soak.core.screens import answer
from tests.soak.core.senders import adopt_rules, tell
from tests.soak.core.world import World

_SESSION_STEPS = 12
_SYNC = 0.1
_SETTLE = 0.1
_OPERATOR_STEPS = 25


def begin(world: World) -> None:
    climate = world.climate
    for number in range(climate.projectors):
        world.mains[f"projector-{number}"] = partial(project, world, f"projector-{number}")
    world.mains["relay"] = partial(relay, world)
    world.mains["clock"] = partial(tick, world)
    world.mains["rules"] = partial(adopt_rules, world)
    world.mains["clerk"] = partial(answer, world)
    for area in climate.areas:
        for kind in climate.kinds:
            world.mains[f"{kind} of {area}"] = partial(tell, world, kind, area)
    for name in world.mains:
        world.start(name)


def blow(world: World) -> None:
    """One step's weather."""
    random = world.chance.random
    if random.random() < _SYNC:
        world.store.sync()
    if random.random() < _SETTLE:
        world.log.settle()
    if random.random() < world.climate.pace and world.chance.allow():
        random.choice(_BEFALLS)(world)
    if world.climate.rebuilds and world.step % _OPERATOR_STEPS == 0:
        mind_rebuilds(world, ordering=random.random() < 0.3)


def calm(world: World) -> None:
    """The storm is over: all servers are up, nobody sleeps, and nothing is lost any more."""
    world.chance.tell("the storm is over")
    world.chance.stormy = False
    world.down = {"store": 0, "log": 0}
    world.log.settle()
    world.late = [(world.step, name, asked) for _, name, asked in world.late]
    for life in world.lives.values():
        life.wake = min(life.wake, world.step + 3)
    # By the tick a projector hears of it that the store has lost what it wrote last: nothing else comes for it.
    if "clock" in world.lives:
        world.end(world.lives["clock"], "done")
    world.mains["clock"] = partial(tick_once, world)
    world.start("clock")


def kill(world: World, name: str) -> None:
    """As kill -9. What it had asked for may be on its way, and arrive all the same."""
    life = world.lives.get(name)
    if life is None:
        return
    asked = life.asked
    if isinstance(asked, Ask) and asked.where and world.chance.random.random() < 0.5:
        world.delay(f"the late {name}", asked)
    life.work.close()
    world.chance.note(f"{name} is killed")
    world.end(life, "killed")
    expel(world, name)


def expel(world: World, name: str) -> None:
    """Its session runs out, and who asks next has the partition."""
    if world.log.owner == name:
        world.log.owner = NOBODY


def _kill_projector(world: World) -> None:
    kill(world, world.chance.random.choice([name for name in world.mains if name.startswith("projector")]))


def _kill_relay(world: World) -> None:
    kill(world, "relay")


def _kill_rebuild(world: World) -> None:
    for name in [name for name in world.lives if name.startswith("rebuild")]:
        kill(world, name)


def _stall(world: World) -> None:
    """A machine sleeps, and wakes without knowing; others may have its work by then."""
    random = world.chance.random
    names = [name for name in world.lives if name.startswith(("projector", "relay"))]
    if not names:
        return
    name, steps = random.choice(names), random.randint(2, 3 * _SESSION_STEPS)
    world.chance.note(f"{name} sleeps for {steps} steps")
    world.lives[name].wake = world.step + steps
    if steps > _SESSION_STEPS:
        expel(world, name)


def _replace(world: World) -> None:
    """The partition is given to another, and who had it will hear of it when it has done what it is at."""
    world.chance.note("the partition goes to whoever asks next")
    world.log.owner = NOBODY


def _fell_store(world: World) -> None:
    lost = world.chance.random.randint(0, world.store.unsafe)
    world.store.crash(lost)
    world.chance.note(f"the store is killed, {lost} writes are lost")
    world.down["store"] = world.step + world.chance.random.randint(0, 6)


def _fell_log(world: World) -> None:
    world.chance.note(f"the log is killed, {world.log.crash()} messages are lost")
    world.down["log"] = world.step + world.chance.random.randint(0, 10)


_BEFALLS: list[Callable[[World], None]] = [
    *(_kill_projector, _kill_projector, _kill_relay, _kill_rebuild),
    *(_stall, _stall, _replace, _replace, _fell_store, _fell_store, _fell_log),
]
