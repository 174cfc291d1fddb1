"""What is true of a simulated caseload, for judging only: tables beside the log, gzipped CSV."""

from collections.abc import Iterable
from gzip import GzipFile
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.partnership.crises import Crisis
from infra.partnership.filing import vanishes
from infra.partnership.people import Person
from infra.partnership.plan import Plan, write_moment
from infra.partnership.standing import deprivation_fifth, ethnic_group
from infra.partnership.world import Week, World
from infra.risk.compressed import open_gzip

_COLUMNS = {
    # One row for each patient and week; what holds at ``time`` and, piece by piece, until the next row.
    "truth": ("area", "person", "time", "in_crisis", "hazard", "within_28_days", "observable"),
    "crises": ("area", "person", "at", "ends", "admitted", "recorded"),
    "events": ("area", "source", "event_id", "person"),
    "persons": ("area", "person", "sex", "birth_date", "ethnic_group", "deprivation_fifth", "team", "nhs_number",
                "address", "police_vanishes"),
}  # fmt: skip


class TruthFiles:
    """``events`` has a line for each event of a person's, and none for a duplicate; ``persons`` all who were ever
    on the caseload, with the team of the last time."""

    def __init__(self, directory: Path, plan: Plan) -> None:
        self._plan = plan
        self._teams: dict[Person, str] = {}
        self._files: dict[str, GzipFile] = {}
        for name, columns in _COLUMNS.items():
            self._files[name] = open_gzip(directory / f"{name}.csv.gz")
            self._write(name, [columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()

    def write_week(self, area: str, week: Week) -> None:
        self._teams |= {each.person: each.team for each in week.prospects}
        start = write_moment(week.prospects[0].week) if week.prospects else ""
        self._write(
            "truth",
            (
                (area, each.person.id, start, str(int(each.in_crisis)), *map(_round, each.chances()))
                for each in week.prospects
            ),
        )
        self._write(
            "events",
            (
                (area, str(report.event["source"]), str(report.event["id"]), report.person)
                for report in week.reports
                if report.person and not report.again
            ),
        )
        self._write(
            "crises",
            (
                (area, each.patient.person.id, write_moment(each.at), write_moment(each.ends), *_flags(each))
                for each in week.crises
            ),
        )

    def write_persons(self, world: World) -> None:
        rows = sorted(self._teams.items(), key=lambda item: item[0].serial)
        self._write("persons", (self._describe(world.area.name, person, team) for person, team in rows))

    def _describe(self, area: str, person: Person, team: str) -> tuple[str, ...]:
        seed = self._plan.seed
        groups = (ethnic_group(seed, person), deprivation_fifth(seed, person), team)
        vanished = self._plan.scenario.later.welfare_cut and vanishes(seed, person)
        facts = (person.nhs_number, person.home.id, str(int(vanished)))
        return (area, person.id, person.gender, person.birth.isoformat(), *groups, *facts)

    def _write(self, name: str, rows: Iterable[tuple[str, ...]]) -> None:
        """No value holds a comma or a quotation mark."""
        self._files[name].write("".join(",".join(row) + "\n" for row in rows).encode())


def _flags(crisis: Crisis) -> tuple[str, str]:
    return str(int(crisis.admitted)), str(int(bool(crisis.events)))


def _round(chance: float) -> str:
    return f"{chance:.6f}"
