"""From messages of ``scores`` to rows, and from rows to monthly reports."""

from collections.abc import Collection, Iterable, Sequence

from confluent_kafka import Message
from msgspec.structs import replace

from scoring.risk.monitoring.months import DAY, end_month, month_before, name_month, next_month
from scoring.risk.monitoring.reporting import report_month
from scoring.risk.monitoring.reports import MonthlyReport
from scoring.risk.monitoring.rows import SLICES, Known, learn_words, read_rows, write_rows
from scoring.state.monitoring import Monitoring, Register, Step
from streams import metrics
from streams.codec import SCORE, decode
from streams.errors import Broken, Invalid
from streams.events.risk import OutcomeKnown
from streams.partitions import partition_of
from streams.topics import SCORES

# Nobody asks what became of a prediction that is older than 91 days; a week for what was on its way.
_OPEN = 98 * DAY
_REPORTS_KEPT = 37


class Following:
    """The one process that keeps the monitoring, for as long as its positions are those it left there."""

    def __init__(self, monitoring: Monitoring, areas: Collection[str]) -> None:
        self._monitoring = monitoring
        self._areas = areas
        self._next: dict[int, int | None] = {}
        self._registers: dict[str, Register] = {}
        self._changed: set[str] = set()

    async def resume(self, partition: int, low: int, high: int) -> int:
        """The next offset to read; ``low`` and ``high`` are the topic's first and next. Raises :class:`Broken` when the
        topic does not reach from there."""
        held = await self._monitoring.position(partition)
        if held is not None and not low <= held <= high:
            raise Broken(
                f"monitoring has partition {partition} of {SCORES.name} up to {held}, and the topic holds {low} to "
                f"{high}: this is another cluster's Redis, or the topic has lost a part"
            )
        self._next[partition] = held
        self._registers.clear()
        # What changed before this process was there may not have been reported.
        self._changed |= {area for area in self._areas if _partition(area) == partition}
        return low if held is None else held

    async def take(self, partition: int, messages: Sequence[Message]) -> int:
        """All are in when this returns, and months that closed by it are reported: the number taken. ``messages`` are
        of this partition, in order; what was taken before is passed over."""
        before = self._next[partition]
        due = [message for message in messages if (message.offset() or 0) >= (before or 0)]
        if not due:
            return 0
        after = (due[-1].offset() or 0) + 1
        steps = {area: await self._step(area, told) for area, told in self._read(partition, due).items()}
        await self._monitoring.take(partition, before, after, steps)
        self._next[partition] = after
        metrics.MONITORED.inc(len(due))
        for area, step in steps.items():
            self._registers[area] = step.register
            self._changed.add(area)
            await self._close_months(area)
        return len(due)

    async def report_changed(self) -> None:
        """Reports of the months that are still open, of areas where anything changed since."""
        for area in sorted(self._changed):
            register = await self._register(area)
            reports = [await self._report(area, month, False) for month in register.months if month > register.closed]
            if reports:
                await self._keep_reports(area, register, reports)
            self._changed.remove(area)

    async def _register(self, area: str) -> Register:
        if area not in self._registers:
            self._registers[area] = await self._monitoring.register(area)
        return self._registers[area]

    async def _step(self, area: str, told: Sequence[Known]) -> Step:
        held = await self._register(area)
        latest, kept = held.latest, list[Known]()
        for each in told:
            latest = max(latest, each.known)
            if end_month(name_month(each.made)) + _OPEN >= latest:
                kept.append(each)
        by_month: dict[str, list[Known]] = {}
        for each in kept:
            by_month.setdefault(name_month(each.made), []).append(each)
        words = learn_words(held.words, kept)
        months = tuple(sorted({*held.months, *by_month}))
        late = held.late + len(told) - len(kept)
        register = replace(held, latest=latest, words=words, months=months, late=late)
        return Step(register, {month: write_rows(words, each) for month, each in by_month.items()})

    async def _close_months(self, area: str) -> None:
        """One after the other: nothing of them can change any more."""
        while True:
            register = await self._register(area)
            due = [m for m in register.months if m > register.closed and end_month(m) + _OPEN < register.latest]
            if not due:
                return
            report = await self._report(area, due[0], True)
            # The month itself is still needed, for the next one's crises and for its first week.
            past = [month for month in register.months if month < due[0]]
            kept = tuple(month for month in register.months if month not in past)
            register = replace(register, months=kept, closed=due[0])
            await self._keep_reports(area, register, [report], past)

    async def _keep_reports(
        self, area: str, register: Register, reports: Sequence[MonthlyReport], dropped: Collection[str] = ()
    ) -> None:
        reported = sorted({*register.reported, *(report.month for report in reports if report.models)})
        old, kept = reported[:-_REPORTS_KEPT], reported[-_REPORTS_KEPT:]
        register = replace(register, reported=tuple(kept))
        step = Step(register, {}, [report for report in reports if report.models], dropped, old)
        partition = _partition(area)
        position = self._next[partition]
        assert position is not None
        await self._monitoring.take(partition, position, position, {area: step})
        self._registers[area] = register

    async def _report(self, area: str, month: str, is_final: bool) -> MonthlyReport:
        register = await self._register(area)
        raw = await self._monitoring.rows(area, [month_before(month), month, next_month(month)])
        return report_month(month, read_rows(raw), register.words, register.latest, is_final)

    def _read(self, partition: int, messages: Iterable[Message]) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        for message in messages:
            try:
                event = decode(SCORE, message.value())
            except Invalid as fault:
                raise Broken(f"{SCORES.name} partition {partition} offset {message.offset()}: {fault.code}") from None
            if isinstance(event, OutcomeKnown) and event.area in self._areas:
                found.setdefault(event.area, []).append(_read_known(event))
        return found


def _partition(area: str) -> int:
    return partition_of(area, SCORES.partitions)


def _read_known(event: OutcomeKnown) -> Known:
    said = event.data
    return Known(
        said.person,
        said.made_at.timestamp(),
        said.known_at.timestamp(),
        said.model,
        said.probability,
        dict(said.rivals),
        said.label,
        said.team,
        tuple(getattr(said.slices, name) for name in SLICES),
    )
