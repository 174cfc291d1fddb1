"""Whether an area knows of an event yet."""

from typing import NamedTuple

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.documents import Cell, read
from scoring.state.keys import in_area
from scoring.state.reads import find_fault
from scoring.state.store import reach
from streams.contract import EventKey
from streams.errors import Transient


class Mark(NamedTuple):
    """An event, or a correction of it that was ``recorded`` then, Unix seconds; of an erasure infinity."""

    event: EventKey
    recorded: float = float("-inf")


async def knows(redis: Redis, area: str, mark: Mark) -> bool:
    """What was erased is known, whatever came after. Raises :class:`streams.errors.Transient`. Cost: a round trip."""
    cell = await _find(redis, area, mark.event)
    if cell is None:
        return False
    said = [each.recorded for each in (cell.version, cell.restricted) if each]
    return cell.erased or max(said, default=float("-inf")) >= mark.recorded


async def is_erased(redis: Redis, area: str, event: EventKey) -> bool:
    """By whomever. Raises :class:`streams.errors.Transient`, also for as long as the area does not know all that it
    was told: while it is rebuilt, or before anything was applied. Cost: a round trip."""
    key = keys.cell(event)
    position, raw = await reach(redis.mget(in_area(area, keys.POSITION), in_area(area, key)))
    if fault := find_fault(position or b"") or ("" if position else "knows nothing yet"):
        raise Transient(f"{area} {fault}")
    cell = read(key, raw)
    return isinstance(cell, Cell) and cell.erased


async def _find(redis: Redis, area: str, event: EventKey) -> Cell | None:
    key = keys.cell(event)
    cell = read(key, await reach(redis.get(in_area(area, key))))
    return cell if isinstance(cell, Cell) else None
