"""One seed, from the first event to the last judgement."""

import asyncio
from dataclasses import dataclass

from tests.soak.simulation.judge import is_quiet, judge
from tests.soak.simulation.processes import installed
from tests.soak.simulation.senders import Senders
from tests.soak.simulation.weather import begin, blow, calm, mind_rebuilds, restart
from tests.soak.simulation.world import World

STEPS = 200
_QUIET_SECONDS = 400.0


@dataclass(frozen=True, slots=True)
class Run:
    """``faults``: what did not hold. ``digest``: of everything that happened, and when."""

    seed: int
    steps: int
    troubles: int
    events: int
    alerts: int
    faults: list[str]
    digest: str
    trace: list[str]


def run(seed: int, steps: int = STEPS, muted: frozenset[int] = frozenset(), traced: bool = False) -> Run:
    """``steps`` of storm, then quiet. Nothing but the arguments decides what happens."""
    world = World(seed, muted)
    if traced:
        world.chance.trace = []
    asyncio.set_event_loop(world.loop)
    try:
        with installed(world):
            found = world.loop.run_until_complete(_run(world, steps))
            for life in world.lives.values():
                life.end("over")
            _drain(world)
        return found
    finally:
        asyncio.set_event_loop(None)
        world.loop.close()


async def _run(world: World, steps: int) -> Run:
    senders, chance = Senders(world), world.chance
    begin(world)
    sending = asyncio.create_task(senders.send_all())
    storm, *background = (asyncio.create_task(one(world)) for one in (blow, restart, mind_rebuilds))
    while chance.steps < steps and not world.wrong:
        await asyncio.sleep(0.1)
    storm.cancel()
    calm(world)
    faults = []
    try:
        async with asyncio.timeout(_QUIET_SECONDS):
            await sending
            while not (is_quiet(world) or world.wrong):
                await asyncio.sleep(0.5)
    except TimeoutError:
        faults.append(f"not quiet after {_QUIET_SECONDS:g} s")
    for one in background:
        one.cancel()
    faults += await judge(world, senders)
    return Run(
        seed=chance.seed,
        steps=chance.steps,
        troubles=chance.troubles,
        events=len(world.broker.visible("observations")),
        alerts=len({*world.receiver.taken}),
        faults=faults,
        digest=chance.digest(),
        trace=chance.trace or [],
    )


def _drain(world: World) -> None:
    """Let what was killed unwind, so that nothing of this run is left to the next."""
    tasks = asyncio.all_tasks(world.loop)
    for task in tasks:
        task.cancel()
    if tasks:
        world.loop.run_until_complete(asyncio.wait(tasks, timeout=1.0))
