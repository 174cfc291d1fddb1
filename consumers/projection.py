"""From messages of the log to committed state. The Faust projector, the backfill and the rebuild share it."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from opentelemetry.trace import Span
from redis.asyncio import Redis

from consumers.continuity import Log, is_in
from scoring.batches import Step, run_batch
from scoring.linkage.models import Models
from scoring.observed import read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.documents import Clock
from scoring.state.outbox import Entry
from scoring.state.store import AreaStore, Position, Torn
from scoring.timekeeping import is_ahead
from streams import metrics
from streams.errors import Broken, Invalid, Transient
from streams.logs import log
from streams.partitions import partition_of
from streams.patience import patiently
from streams.sealing.envelope import Find, unseal
from streams.spans import Said, end_all, open_all
from streams.topics import OBSERVATIONS

# By partition and offset, the ``traceparent`` that the log has.
Traced = dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class LogMessage:
    """``timestamp`` is the broker's, Unix milliseconds; ``trace`` a ``traceparent``, empty for none."""

    partition: int
    offset: int
    timestamp: int
    value: bytes
    trace: str = ""


class Projection:
    """The one writer of these areas, for as long as the positions in Redis are the ones it left there."""

    def __init__(
        self,
        redis: Redis,
        models: Mapping[str, Models],
        find: Find,
        holder: str = "",
        skip_others: bool = False,
    ) -> None:
        """``models``: of each area that it keeps. ``find``: the keys that the log is sealed with."""
        self._stores = {area: AreaStore(redis, area) for area in models}
        self._models = models
        self._find = find
        self._holder = holder
        self._skip_others = skip_others
        self._positions: dict[str, Position | None] = {}
        self._away: dict[str, str] = {}
        self.reached: dict[int, int] = {}

    def position_of(self, area: str) -> Position | None:
        """Where it left the area."""
        return self._positions[area]

    def areas_of(self, partition: int) -> list[str]:
        return [area for area in self._stores if partition_of(area, OBSERVATIONS.partitions) == partition]

    async def resume(self, partition: int, low: int, high: int) -> int:
        """The next offset to read, whatever Kafka's own group remembers: the earliest after what any area of the
        partition has. ``low`` and ``high`` are the log's first and next offsets.

        Raises :class:`Broken` when the log does not reach back to it, or ends before it.
        """
        await self.stand(partition)
        return self.follow(partition, low, high)

    async def go_on(self, partition: int, log: Log) -> int:
        """As :meth:`resume`, by the log itself: it must have what was applied last where it was, too. One that was
        restored from a copy, or has lost its end, gives the same offsets to others once more, and what is new would
        pass for what was applied."""
        await self.stand(partition)
        following = self.follow(partition, *await asyncio.to_thread(log.of, OBSERVATIONS.name, partition))
        await self.verify(partition, log)
        return following

    async def verify(self, partition: int, log: Log) -> None:
        """Raises :class:`Broken` where the log has another message at the last offset that was applied, or none any
        more: all brokers may have lost its end while this went on. Cost: two questions to Kafka."""
        last = self._find_last(partition)
        if last and not await is_in(log, last):
            raise Broken(
                f"the log has another message at offset {last.offset} of partition {partition} than the one that Redis "
                "has from there: Kafka was restored from a copy, or lost its end. See docs/operating.md, Kafka is lost"
            )

    async def stand(self, partition: int) -> None:
        """Read where the areas of the partition stand. One that is held or torn is away: what the log has for it is
        passed over until :meth:`look_back`, and the others go on. Whoever holds areas themselves does not pass over
        any: then it raises :class:`Transient`, or :class:`Torn`."""
        for area in self.areas_of(partition):
            metrics.TICK.labels(area)  # it is there then, for whoever is called where no tick ever comes
            try:
                position = await self._read_position(area, partition)
            except Torn as fault:  # no reason for the others to stand still; its time does, and that is alarmed
                if self._holder:
                    raise
                self._away[area] = str(fault)
                log.error("an area is torn, and not followed", area=area, reason=str(fault))
                continue
            self._positions[area] = position
            self._away.pop(area, None)
            if position and position.holder != self._holder:
                self._away[area] = position.holder
                log.warning("an area is held, and not followed", area=area, reason=position.holder)

    async def look_back(self) -> None:
        """Raises :class:`Transient` when an area that is away is given back: whoever follows begins anew, for its part
        of the log was passed over. Cost: a round trip for each area that is away."""
        for area in list(self._away):
            # A rebalance amid this may have taken it up again, or given it to another worker.
            if await self._is_free(area) and area in self._away:
                raise Transient(f"area {area} is given back")

    async def _is_free(self, area: str) -> bool:
        try:
            async for attempt in patiently():
                with attempt:
                    position = await self._stores[area].position()
        except Torn:  # for a rebuild to mend, which holds it then
            return False
        return position is None or not position.holder

    def follow(self, partition: int, low: int, high: int) -> int:
        """As :meth:`resume`, after :meth:`stand`. Whoever others may overtake asks for the log's end between the two:
        an end from before would be behind what they have applied since."""
        stands = [self._positions[area] for area in self._list_followed(partition)]
        following = min((position.offset + 1 if position else 0 for position in stands), default=high)
        if following < low:
            raise Broken(f"the log of partition {partition} starts at {low}; offset {following} is needed and gone")
        # Not of the one that is behind the others: what is new to it may be old to them.
        if (last := self._find_last(partition)) and last.offset >= high:
            raise Broken(
                f"Redis has partition {partition} up to {last.offset}, but the log ends at {high}: this is another "
                "cluster's Redis, or the log has lost its end. See docs/operating.md, Kafka is lost"
            )
        self.reached[partition] = following
        return following

    def _find_last(self, partition: int) -> Position | None:
        """The latest that any area has which is followed."""
        stands = [stand for area in self._list_followed(partition) if (stand := self._positions.get(area))]
        return max(stands, key=lambda position: position.offset, default=None)

    def _list_followed(self, partition: int) -> list[str]:
        return [area for area in self.areas_of(partition) if area not in self._away]

    async def _read_position(self, area: str, partition: int) -> Position | None:
        position = await self._stores[area].position()
        if position and position.partition != partition:
            raise Broken(f"area {area} moved from partition {position.partition} to {partition}; run: linnet rebuild")
        if position and position.holder != self._holder and self._holder:
            raise Transient(f"area {area} is held by {position.holder or 'the projector'}")
        return position

    async def project(self, messages: Sequence[LogMessage]) -> None:
        """Each message's effects are in Redis, once, when this returns. Messages of a partition are in order.

        Raises :class:`Broken` when another worker has an area, when a message cannot be read, or when the log
        skips offsets; :class:`Transient` when Redis stays away past the deadline.
        """
        steps = [step for message in messages if (step := self._read(message))]
        traced = {(message.partition, message.offset): message.trace for message in messages if message.trace}
        for area, batch in groupby(sorted(steps, key=lambda step: step.point.area), key=lambda s: s.point.area):
            await self._project_area(area, list(batch), traced)

    def _read(self, message: LogMessage) -> Step | None:
        expected = self.reached.get(message.partition, 0)
        if message.offset > expected:
            raise Broken(f"partition {message.partition} jumps from offset {expected} to {message.offset}")
        self.reached[message.partition] = max(expected, message.offset + 1)
        try:
            observation = read_observed(unseal(message.value, self._find))
        except Invalid as fault:
            raise Broken(f"partition {message.partition} offset {message.offset} of the log: {fault.code}") from None
        if observation.area not in self._stores:
            if self._skip_others:
                return None
            raise Broken(f"area {observation.area} is in the log but not in the partnership file")
        if observation.area in self._away:
            return None
        position = self._positions.get(observation.area)
        if position and message.offset <= position.offset:
            metrics.SKIPPED.labels(observation.area).inc()
            return None
        point = LogPoint(observation.area, message.partition, message.offset, message.timestamp)
        return Step(prepare(observation), point)

    async def _project_area(self, area: str, steps: list[Step], traced: Traced) -> None:
        spans, carried = _open_spans(area, steps, traced)
        started = time.perf_counter()
        before = self._positions.get(area)
        last = steps[-1].point
        after = Position(last.partition, last.offset, self._holder, last.timestamp)
        tried = False
        self._stores[area].expect(before)
        async for attempt in patiently():
            with attempt:
                if not (tried and await self._landed(area, before, after)):
                    tried = True
                    changes, outbox = await run_batch(steps, self._stores[area], self._models[area])
                    await self._stores[area].commit(changes, _mark(outbox, carried), before, after)
        end_all(spans)
        self._positions[area] = after
        _count(area, steps, time.perf_counter() - started)

    async def _landed(self, area: str, before: Position | None, after: Position) -> bool:
        """Whether a commit whose answer was lost took place."""
        stored = await self._stores[area].position()
        if stored not in (before, after):
            raise Broken(f"area {area} stands at {stored}, not at {before}: another worker has it")
        return stored == after


def _open_spans(area: str, steps: list[Step], traced: Traced) -> tuple[list[Span], dict[int, str]]:
    """Of those that carry a trace; and by offset what is carried on."""
    points = [step.point for step in steps if (step.point.partition, step.point.offset) in traced] if traced else []
    said: Iterable[Said] = ({"area": area, "offset": point.offset} for point in points)
    spans, carried = open_all("project", [traced[point.partition, point.offset] for point in points], said)
    return spans, dict(zip((point.offset for point in points), carried, strict=True))


def _mark(outbox: list[Entry], carried: dict[int, str]) -> list[Entry]:
    if not carried:
        return outbox
    return [replace(entry, trace=carried.get(entry.offset, "")) for entry in outbox]


def _count(area: str, steps: list[Step], seconds: float) -> None:
    metrics.COMMIT_SECONDS.observe(seconds)
    metrics.BATCH_SIZE.observe(len(steps))
    metrics.APPLIED.labels(area).inc(len(steps))
    metrics.POSITION.labels(area).set(steps[-1].point.offset)
    for step in steps:
        if isinstance(clock := step.prepared.work, Clock):
            _count_tick(step.point, clock)


def _count_tick(point: LogPoint, clock: Clock) -> None:
    if is_ahead(clock.at, point.timestamp):
        ahead = round(clock.at - point.timestamp / 1000)
        log.error("a tick is ahead of Kafka's clock and is no time", area=point.area, seconds=ahead)
    else:
        metrics.TICK.labels(point.area).set(clock.at)
        metrics.AGED.labels(point.area).set(clock.kept)
