"""What kind of world a seed is: most lack most of what there is, so that what is there meets more of what may befall
it, and a seed costs less."""

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.soak.simulation.people import AREAS, RULES


@dataclass(frozen=True, slots=True)
class Climate:
    """``events``: how often an agency sends something. ``months``: for how long things are kept, None for ever.
    ``batch``: of the projectors. ``pace``: how likely at a step something befalls somebody."""

    areas: tuple[str, ...]
    kinds: tuple[str, ...]
    rules: tuple[dict[str, Any], ...]
    events: int
    months: int | None
    batch: int
    pace: float
    tick_steps: int
    projectors: int
    rebuilds: bool


def draw(random: Random) -> Climate:
    areas = AREAS[: random.choice((1, 2))]
    kinds = ("police", "ehr") if random.random() < 0.15 else ("police",)
    rebuilds = random.random() < 0.2
    return Climate(
        areas=areas,
        kinds=kinds,
        rules=tuple(random.sample(RULES, random.choice((1, 2, 2, 3)))),
        events=6 // (len(areas) * len(kinds)),
        months=1 if random.random() < 0.15 else None,
        # With rebuilds such that theirs begin elsewhere than those of who follows what comes.
        batch=4 if rebuilds else random.choice((2, 4, 20)),
        pace=random.choice((0.0, 0.03, 0.06, 0.12)),
        tick_steps=random.choice((80, 110)),
        projectors=random.choice((1, 2, 2)),
        rebuilds=rebuilds,
    )
