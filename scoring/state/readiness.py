from dataclasses import dataclass

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.documents import Clock, Lineage, read
from scoring.state.keys import in_area
from scoring.state.reads import find_fault, find_veil_fault
from scoring.state.store import reach


@dataclass(frozen=True, slots=True)
class AreaCondition:
    """``tick`` is the latest one applied, Unix seconds. ``reasons`` why the area cannot be relied on now."""

    area: str
    tick: float | None
    reasons: tuple[str, ...]


async def check_areas(redis: Redis, areas: list[str], now: float, patience: float) -> list[AreaCondition]:
    """``patience``: seconds a tick may be old. Raises :class:`Transient` when Redis does not answer.

    Cost: one round trip.
    """
    pipe = redis.pipeline(transaction=False)
    for area in areas:
        pipe.mget([in_area(area, key) for key in (keys.POSITION, keys.CLOCK, keys.LINEAGE)])
    answers = await reach(pipe.execute())
    return [
        _check(area, position or b"", clock, lineage, now - patience)
        for area, (position, clock, lineage) in zip(areas, answers, strict=True)
    ]


def _check(
    area: str, position: bytes, raw_clock: bytes | None, raw_lineage: bytes | None, oldest: float
) -> AreaCondition:
    clock, lineage = read(keys.CLOCK, raw_clock), read(keys.LINEAGE, raw_lineage)
    tick = clock.at if isinstance(clock, Clock) else None
    fault = find_fault(position) or find_veil_fault(lineage if isinstance(lineage, Lineage) else None)
    late = "no tick has been applied yet" if tick is None else "its latest tick is too old: is the projector running?"
    reasons = ((f"it {fault}",) if fault else ()) + ((late,) if tick is None or tick < oldest else ())
    return AreaCondition(area, tick, reasons)
