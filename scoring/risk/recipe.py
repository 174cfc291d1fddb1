"""Which pipelines there are: the champion, whose scores are shown, and challengers that learn in its shadow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """``left_out``: columns, by name, that it does not look at. ``rate``: the share of people with a crisis in the next
    28 days that is assumed before anything is learned; ``spread``: how far from 0 a weight may be before that;
    ``drift``: variance added to each weight a week; ``trust``: what one label says, 1 if none overlapped another."""

    name: str
    version: str
    left_out: frozenset[str] = frozenset()
    rate: float = 0.03
    spread: float = 0.3
    drift: float = 1e-6
    trust: float = 0.5


CHAMPION = Recipe("kalman", "1")
RECIPES: tuple[Recipe, ...] = (CHAMPION,)
