"""What is true, for evaluation only: nothing of the product reads it."""

import csv
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from infra.partnership.places import Dwelling
from infra.partnership.plan import day_of, write_moment
from infra.partnership.recording import Report
from infra.partnership.world import Week, World

_COLUMNS = {
    "events": ("area", "source", "event_id", "person", "address"),
    "persons": ("area", "person", "given", "family", "former_family", "renamed_at", "birth_date", "gender",
                "nhs_number", "sensitivity", "address"),
    "addresses": ("area", "address", "uprn", "flat", "building", "number", "street", "locality", "town", "postcode"),
    "moves": ("area", "person", "at", "from_address", "to_address"),
    "hazard": ("area", "person", "week", "in_crisis", "hazard", "within_28_days", "observable"),
    "crises": ("area", "person", "at", "ends", "admitted", "recorded"),
}  # fmt: skip


class TruthFiles:
    """One CSV file for each table. ``events`` has a line for each event id, and none for a duplicate of it."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._files: list[IO[str]] = []
        self._tables: dict[str, Any] = {}
        for name, columns in _COLUMNS.items():
            file = (directory / f"{name}.csv").open("w", encoding="utf-8", newline="")
            self._files.append(file)
            self._tables[name] = csv.writer(file, lineterminator="\n")
            self._tables[name].writerow(columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()

    def write_week(self, area: str, week: Week) -> None:
        for move in week.moves:
            row = (area, move.person.id, write_moment(move.at), move.origin.id, move.target.id)
            self._tables["moves"].writerow(row)
        for each in week.prospects:
            shown = (int(each.in_crisis), *(f"{p:.6f}" for p in each.chances()))
            self._tables["hazard"].writerow((area, each.person.id, day_of(each.week).isoformat(), *shown))
        for crisis in week.crises:
            span = (write_moment(crisis.at), write_moment(crisis.ends), int(crisis.admitted))
            self._tables["crises"].writerow((area, crisis.patient.person.id, *span, int(bool(crisis.events))))

    def write_event(self, area: str, report: Report) -> None:
        event = report.event
        self._tables["events"].writerow((area, event["source"], event["id"], report.person, report.address))

    def write_world(self, world: World) -> None:
        """Persons and addresses as they stand at the end."""
        area, population = world.area.name, world.population
        self._tables["addresses"].writerows(_describe_homes(area, population.dwellings))
        for person in population.persons():
            names = (person.given, person.family, person.former_family)
            renamed = write_moment(person.renamed_at) if person.former_family else ""
            facts = (person.birth.isoformat(), person.gender, person.nhs_number, person.sensitivity)
            self._tables["persons"].writerow((area, person.id, *names, renamed, *facts, person.home.id))


def _describe_homes(area: str, homes: Iterable[Dwelling]) -> Iterable[tuple[str, ...]]:
    for home in homes:
        parts = (home.flat, home.building, home.number, home.street, home.locality, home.town, home.postcode)
        yield (area, home.id, home.uprn, *parts)
