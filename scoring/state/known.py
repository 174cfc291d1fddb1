"""Whether an area knows of an event yet."""

from typing import NamedTuple

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.documents import Cell, read
from scoring.state.keys import in_area
from scoring.state.store import reach
from streams.contract import EventKey


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
    """By whomever. Raises :class:`streams.errors.Transient`. Cost: a round trip."""
    cell = await _find(redis, area, event)
    return cell is not None and cell.erased


async def _find(redis: Redis, area: str, event: EventKey) -> Cell | None:
    key = keys.cell(event)
    cell = read(key, await reach(redis.get(in_area(area, key))))
    return cell if isinstance(cell, Cell) else None
