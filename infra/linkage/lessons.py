"""``linnet linkage train``: a model for persons from a file of records that nobody has matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from infra.linkage.records_file import Row
from scoring.linkage.persons import PersonModel, save_person_model
from scoring.linkage.persons.training import train
from scoring.linkage.records import Identity, read_identity
from streams.errors import Invalid

# With fewer there are too few pairs of one person, and of one household, to tell how each agrees.
FEWEST = 1_000


@dataclass(frozen=True, slots=True)
class Lesson:
    """``source`` is what the model says it was trained on. ``named``: rows that names alone are learned from, instead.
    ``people``: how many the rows are of; None where nobody knows."""

    rows: Sequence[Row]
    source: str
    named: Sequence[Row] = ()
    people: int | None = None


def train_on(lesson: Lesson, version: str, seed: int, given: date) -> PersonModel:
    """Raises :class:`Invalid` for too few records."""
    rows = lesson.rows
    if len(rows) < FEWEST:
        raise Invalid("records", f"{len(rows):,} records are too few to learn from; give {FEWEST:,} or more")
    learnt = train(_read(rows), seed, _read(lesson.named), lesson.people)
    provenance = msgspec.structs.replace(learnt.provenance, trained_on=lesson.source, given=given.isoformat())
    return PersonModel(msgspec.structs.replace(learnt, version=version, provenance=provenance))


def _read(rows: Sequence[Row]) -> list[Identity]:
    """Each that is different once, in the order of the file."""
    return list({read_identity(row.source, row.person, row.place, row.record_id): None for row in rows})


def save(model: PersonModel, path: Path) -> None:
    try:
        path.write_bytes(save_person_model(model))
    except OSError as fault:
        raise Invalid("file", f"{path} cannot be written: {fault.strerror}") from None
