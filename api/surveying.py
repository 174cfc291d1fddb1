"""Figures over a whole area's caseload: they take seconds, and change by the day, so they are kept for some minutes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from redis.asyncio import Redis

from api.gathering import Gathering
from scoring.linkage.models import Models
from scoring.state.caseload_figures import AreaFigures, AreaOutcomes, read_figures, read_outcomes
from scoring.state.caseload_held import OpenShelf
from scoring.state.documents import Freshness
from scoring.state.reads import answer_in_passing
from streams.caseload import CaseloadPlan

F = TypeVar("F", AreaFigures, AreaOutcomes)
_KEPT_SECONDS = 600


@dataclass(slots=True)
class Kept(Generic[F]):
    """By area. Of several who ask at once one reads and the others wait."""

    read: Callable[[OpenShelf, CaseloadPlan, float], Awaitable[F]]
    _found: dict[str, tuple[F, Freshness]] = field(default_factory=dict)
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def find(self, redis: Redis, area: str, models: Models, plan: CaseloadPlan, t: float) -> tuple[F, Freshness]:
        async with self._locks.setdefault(area, asyncio.Lock()):
            held = self._found.get(area)
            if held is None or not 0 <= t - held[0].t <= _KEPT_SECONDS:
                held = await answer_in_passing(redis, area, models, lambda shelf: self.read(shelf, plan, t))
                self._found[area] = held
            return held


@dataclass(frozen=True, slots=True)
class Surveys:
    figures: Kept[AreaFigures] = field(default_factory=lambda: Kept(read_figures))
    outcomes: Kept[AreaOutcomes] = field(default_factory=lambda: Kept(read_outcomes))
    insight: Gathering = field(default_factory=Gathering)
