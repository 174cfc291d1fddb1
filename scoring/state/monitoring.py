"""What monitoring holds in Redis, in keys of its own that no area's rebuild empties: outcomes of the last months as
rows, and the monthly reports.

It is a function of the topic ``scores``: whoever reads that from its beginning has it again. All areas of one partition
of the topic are in one hash slot with the position, so that rows and position are written in one step.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import WatchError

from scoring.risk.monitoring.reports import MonthlyReport, read_report, write_report
from scoring.risk.monitoring.rows import Words
from scoring.state.store import reach
from streams.errors import Broken
from streams.partitions import partition_of
from streams.topics import SCORES


class Register(msgspec.Struct, frozen=True, array_like=True):
    """What there is of one area. ``latest``: the latest moment at which an outcome became known, Unix seconds;
    ``months`` whose rows are kept, ``reported`` those with a report, both earliest first; ``closed``: the latest whose
    report is final; ``late``: outcomes that came after that."""

    latest: float = 0.0
    words: Words = Words()
    months: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    closed: str = ""
    late: int = 0


class Step(msgspec.Struct, frozen=True):
    """What changes of one area. ``rows`` by month are put behind those that are there; ``dropped``: months."""

    register: Register
    rows: Mapping[str, bytes] = {}
    reports: Collection[MonthlyReport] = ()
    dropped: Collection[str] = ()
    dropped_reports: Collection[str] = ()


class Monitoring:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def position(self, partition: int) -> int | None:
        """The next offset of this partition of ``scores``; None where none was ever read."""
        raw = await reach(self._redis.get(_position(partition)))
        return None if raw is None else int(raw)

    async def register(self, area: str) -> Register:
        raw = await reach(self._redis.get(_key(area, "register")))
        return msgspec.json.decode(raw, type=Register) if raw else Register()

    async def rows(self, area: str, months: Collection[str]) -> bytes:
        """In the order in which they were told, month by month."""
        found = await reach(self._redis.mget([_key(area, f"rows:{month}") for month in months])) if months else []
        return b"".join(each or b"" for each in found)

    async def reports(self, area: str, months: Collection[str]) -> list[MonthlyReport]:
        """Those that there are."""
        found = await reach(self._redis.mget([_key(area, f"report:{month}") for month in months])) if months else []
        return [read_report(raw) for raw in found if raw]

    async def take(self, partition: int, before: int | None, after: int, steps: Mapping[str, Step]) -> None:
        """All of it with the position, or nothing. Raises :class:`Broken` when the position is not ``before``: another
        process keeps the monitoring. Where the connection is lost the position tells whether it was done."""
        pipe: Any = self._redis.pipeline(transaction=True)
        try:
            await reach(pipe.watch(_position(partition)))
            raw = await reach(pipe.get(_position(partition)))
            if (None if raw is None else int(raw)) != before:
                raise Broken(f"monitoring stands at {raw} of partition {partition}, not at {before}: another has it")
            pipe.multi()
            for area, step in steps.items():
                _write(pipe, area, step)
            pipe.set(_position(partition), after)
            await reach(_execute(pipe, partition))
        finally:
            await pipe.reset()


async def _execute(pipe: Any, partition: int) -> None:
    try:
        await pipe.execute()
    except WatchError as fault:
        raise Broken(f"monitoring of partition {partition} is kept by another process, too") from fault


def _write(pipe: Any, area: str, step: Step) -> None:
    for month, raw in step.rows.items():
        pipe.append(_key(area, f"rows:{month}"), raw)
    for report in step.reports:
        pipe.set(_key(area, f"report:{report.month}"), write_report(report))
    doomed = [f"rows:{month}" for month in step.dropped] + [f"report:{month}" for month in step.dropped_reports]
    if doomed:
        pipe.delete(*(_key(area, name) for name in doomed))
    pipe.set(_key(area, "register"), msgspec.json.encode(step.register))


def _position(partition: int) -> str:
    return f"{{scores-{partition}}}:position"


def _key(area: str, name: str) -> str:
    # No area has a hyphen in its name, so these are never an area's own keys.
    return f"{{scores-{partition_of(area, SCORES.partitions)}}}:{area}:{name}"
