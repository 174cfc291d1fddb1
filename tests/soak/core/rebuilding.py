"""Whoever runs Linnet: has an area rebuilt now and then, and once more where it is torn or still held."""

from scoring.state.store import TORN, Position
from tests.soak.core.processes import rebuild
from tests.soak.core.world import Life, World


def mind_rebuilds(world: World, ordering: bool = False) -> None:
    """The operator has an area rebuilt that is still held although no rebuild is at work, or whenever there is reason
    to."""
    if any(name.startswith("rebuild") for name in world.lives) or world.down["store"] > world.step:
        return
    held = [area for area in world.climate.areas if _is_held(world, area)]
    if held or ordering:
        _order_rebuild(world, held[0] if held else world.chance.random.choice(world.climate.areas))


def _is_held(world: World, area: str) -> bool:
    stored = world.store.position(area)
    return stored == TORN or bool(stored and Position.read(stored).holder)


def _order_rebuild(world: World, area: str) -> None:
    name = f"rebuild-{world.step}"
    world.chance.note(f"{area} is to be rebuilt")
    world.lives[name] = Life(name, rebuild(world, area, name), world.step)
