"""Draws that the standard generator lacks. All are made of ``random()``, ``gauss()`` and ``choices()``."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, sqrt
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

# From here on a normal distribution, rounded, stands in for Poisson's: its error is below the noise.
_MANY = 50


@dataclass(frozen=True, slots=True)
class Odds(Generic[T]):
    items: tuple[T, ...]
    cumulative: tuple[float, ...]

    def draw(self, rng: Random) -> T:
        return rng.choices(self.items, cum_weights=self.cumulative)[0]


def odds(table: Mapping[T, float]) -> Odds[T]:
    return Odds(tuple(table), tuple(accumulate(table.values())))


def read_shares(table: Odds[T]) -> list[tuple[T, float]]:
    """Of the whole, which is one."""
    before = (0.0, *table.cumulative)
    weights = (after - sooner for sooner, after in zip(before, table.cumulative, strict=False))
    return [(item, weight / before[-1]) for item, weight in zip(table.items, weights, strict=True)]


def draw_count(rng: Random, mean: float) -> int:
    """Poisson."""
    if mean > _MANY:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def draw_skewed(rng: Random, median: float, spread: float) -> float:
    """Log-normal; ``spread`` is the standard deviation of the logarithm."""
    return exp(rng.gauss(log(median), spread))


def draw_moment(rng: Random, start: int, end: int) -> int:
    return start + int(rng.random() * (end - start))
