"""What is past its age in what is known goes from the log too: the keys of a month are destroyed together, a year and
more after it, but for those of what still counts."""

from collections.abc import Collection
from datetime import datetime

from redis.asyncio import Redis

from consumers.erasing.destroying import Destroying
from scoring.state.standing import find_kept, find_standing
from streams import metrics
from streams.contract import EventKey
from streams.sealing.epochs import find_past
from streams.sealing.keyring import Keyring


async def find_due(redis: Redis, area: str, ring: Keyring) -> tuple[list[int], datetime] | None:
    """All past epochs of the area and how far its ages have come, where one of them stands whole; else None. Redis has
    to have come so far itself: what it knows decides what is left. Raises :class:`streams.errors.Transient`."""
    kept = await find_kept(redis, area)
    past = find_past(ring.epochs(area), kept) if kept else []
    return (past, kept) if kept and any(not ring.is_felled(area, epoch) for epoch in past) else None


async def fell_all(redis: Redis, destroying: Destroying, areas: Collection[str]) -> list[str]:
    """The areas in which a month's keys have gone, and with them, of earlier months, the keys of what has gone since.
    Raises :class:`streams.errors.Transient`."""
    done = list[str]()
    for area in areas:
        if area in destroying.ring.latest and (due := await find_due(redis, area, destroying.ring)):
            past, kept = due
            if (left := await _find_left(redis, area, kept)) is None:
                continue
            destroying.fell(area, past, left)
            metrics.EPOCHS_DESTROYED.labels(area).inc()
            done.append(area)
    return done


async def _find_left(redis: Redis, area: str, kept: datetime) -> set[EventKey] | None:
    """What still counts; None where somebody replays the area. Looked for twice, and what either look finds stays, for
    what is destroyed is gone for good: one alone passes over what moved from a name it had not come to to one it had
    passed, over all of a small area that was replayed meanwhile, and over keys of a server started anew."""
    left = set[EventKey]()
    for _ in range(2):
        left |= await find_standing(redis, area, kept)
        # Whoever began to replay the area meanwhile has emptied it.
        if await find_kept(redis, area) is None:
            return None
    return left
