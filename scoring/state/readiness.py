from collections.abc import Mapping
from dataclasses import dataclass

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.documents import Clock, Lineage, read
from scoring.state.keys import in_area
from scoring.state.reads import find_fault, find_lineage_fault
from scoring.state.store import reach


@dataclass(frozen=True, slots=True)
class AreaCondition:
    """``tick`` is the latest one applied, Unix seconds. ``reasons`` why the area cannot be relied on now."""

    area: str
    tick: float | None
    reasons: tuple[str, ...]


async def check_areas(redis: Redis, areas: Mapping[str, Lineage], now: float, patience: float) -> list[AreaCondition]:
    """``areas``: each with what it is to be linked by. ``patience``: seconds a tick may be old. Raises
    :class:`Transient` when Redis does not answer.

    Cost: one round trip.
    """
    pipe = redis.pipeline(transaction=False)
    for area in areas:
        pipe.mget([in_area(area, key) for key in (keys.POSITION, keys.CLOCK, keys.LINEAGE)])
    answers = await reach(pipe.execute())
    return [
        _check(area, _judge(position or b"", lineage, areas[area]), clock, now - patience)
        for area, (position, clock, lineage) in zip(areas, answers, strict=True)
    ]


def _judge(position: bytes, raw_lineage: bytes | None, ours: Lineage) -> str:
    held = read(keys.LINEAGE, raw_lineage)
    return find_fault(position) or find_lineage_fault(held if isinstance(held, Lineage) else None, ours)


def _check(area: str, fault: str, raw_clock: bytes | None, oldest: float) -> AreaCondition:
    clock = read(keys.CLOCK, raw_clock)
    tick = clock.at if isinstance(clock, Clock) else None
    late = "no tick has been applied yet" if tick is None else "its latest tick is too old: is the projector running?"
    reasons = ((f"it {fault}",) if fault else ()) + ((late,) if tick is None or tick < oldest else ())
    return AreaCondition(area, tick, reasons)
