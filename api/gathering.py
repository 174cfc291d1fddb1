"""Figures of a whole area that take as long as it has contacts: counted in the background, and kept for an hour."""

import asyncio
from dataclasses import dataclass, field

from redis.asyncio import Redis

from scoring.linkage.models import Models
from scoring.state.documents import Freshness
from scoring.state.insight import Insight, read_insight
from scoring.state.reads import answer_in_passing
from streams.errors import Transient

KEPT_SECONDS = 3600
# What fits into one answer's time; after that whoever asked is told to come back.
_PATIENCE_SECONDS = 8.0
Counted = tuple[Insight, Freshness]


@dataclass(slots=True)
class Gathering:
    """By area. Of several who ask at once one counts, and at most one area is counted at a time."""

    _found: dict[str, Counted] = field(default_factory=dict)
    _running: dict[str, asyncio.Task[Counted]] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, redis: Redis, area: str, models: Models, t: float) -> Counted:
        """Raises :class:`Transient` while it is being counted for the first time, or for the first time in an hour."""
        held = self._found.get(area)
        if held is not None and 0 <= t - held[0].t <= KEPT_SECONDS:
            return held
        task = self._running.get(area)
        if task is None:
            task = self._running[area] = asyncio.create_task(self._count(redis, area, models, t))
        done, _ = await asyncio.wait([task], timeout=_PATIENCE_SECONDS)
        if not done:
            raise Transient("the area's figures are being counted, which can take minutes")
        self._running.pop(area, None)
        self._found[area] = task.result()
        return self._found[area]

    async def _count(self, redis: Redis, area: str, models: Models, t: float) -> Counted:
        async with self._turn:
            return await answer_in_passing(
                redis, area, models, lambda open_shelf: read_insight(redis, area, open_shelf(), t)
            )
