"""One seed, from the first event to the last judgement."""

import hashlib
from dataclasses import dataclass

from tests.soak.core.judge import is_quiet, judge
from tests.soak.core.rebuilding import mind_rebuilds
from tests.soak.core.weather import begin, blow, calm
from tests.soak.core.world import World

STEPS = 200
_QUIET_STEPS = 2000
_LOOK = 8


@dataclass(frozen=True, slots=True)
class Run:
    """``faults``: what did not hold. ``digest``: of everything that happened, and of what is in the log and told."""

    seed: int
    steps: int
    troubles: int
    events: int
    faults: list[str]
    digest: str
    trace: list[str]


def run(seed: int, steps: int = STEPS, muted: frozenset[int] = frozenset(), traced: bool = False) -> Run:
    """``steps`` of storm, then quiet. Nothing but the arguments decides what happens."""
    world = World(seed, muted)
    if traced:
        world.chance.trace = []
    faults = play_out(world, steps)
    for life in world.lives.values():
        life.work.close()
    return Run(
        seed=seed,
        steps=world.step,
        troubles=world.chance.troubles,
        events=len(world.log.stored),
        faults=faults,
        digest=_digest(world),
        trace=world.chance.trace or [],
    )


def play_out(world: World, steps: int = STEPS) -> list[str]:
    """What did not hold."""
    begin(world)
    while world.step < steps and not world.wrong:
        blow(world)
        world.advance()
    calm(world)
    faults = [] if _settle(world) else [f"not quiet after {_QUIET_STEPS} steps"]
    return judge(world) + faults


def _settle(world: World) -> bool:
    """Whether it grew quiet."""
    for step in range(_QUIET_STEPS):
        if world.wrong or (step % _LOOK == 0 and is_quiet(world)):
            return True
        if step % _LOOK == 0:
            mind_rebuilds(world)
            world.log.settle()
        world.advance()
    return False


def _digest(world: World) -> str:
    """What is known needs no part of it: it is judged to be what comes of the log."""
    whole = hashlib.blake2b(world.chance.digest().encode(), digest_size=8)
    for stored in world.log.stored:
        whole.update(b"%d %b" % (stored.timestamp, stored.value))
    for topic, told in sorted(world.log.told.items()):
        whole.update(topic.encode())
        for area, event in told:
            whole.update(area.encode() + event)
    return whole.hexdigest()
