"""The monitoring of an area as people see it: its monthly reports, and the watch over its model."""

from collections.abc import Sequence
from dataclasses import dataclass

from redis.asyncio import Redis

from scoring.risk.monitoring.reports import MonthlyReport
from scoring.risk.vigil import Vigil
from scoring.state import keys
from scoring.state.documents import read
from scoring.state.keys import in_area
from scoring.state.monitoring import Monitoring, Register
from scoring.state.store import reach

# A year and a month, so that a month is seen beside the same one of the year before.
_MONTHS = 13


@dataclass(frozen=True, slots=True)
class Monitored:
    """``reports``: of the last thirteen months with any, earliest first."""

    register: Register
    reports: Sequence[MonthlyReport]
    vigil: Vigil

    def find(self, month: str) -> MonthlyReport | None:
        return next((report for report in self.reports if report.month == month), None)

    @property
    def latest(self) -> MonthlyReport | None:
        """The latest that is final, or the latest of all where none is."""
        final = [report for report in self.reports if report.is_final]
        told = final or self.reports
        return told[-1] if told else None


async def read_monitored(redis: Redis, area: str, month: str = "") -> Monitored:
    """``month``: also that one, however long ago. Cost: four round trips."""
    monitoring = Monitoring(redis)
    register = await monitoring.register(area)
    wanted = [*register.reported[-_MONTHS:]]
    if month in register.reported and month not in wanted:
        wanted.insert(0, month)
    reports = await monitoring.reports(area, wanted)
    held = read(keys.VIGIL, await reach(redis.get(in_area(area, keys.VIGIL))))
    return Monitored(register, reports, held if isinstance(held, Vigil) else Vigil())
