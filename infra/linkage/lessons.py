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
    named: Sequence[Row] | None = None
    people: int | None = None


def train_on(lesson: Lesson, version: str, seed: int, given: date) -> PersonModel:
    """Raises :class:`Invalid` for too few records, and for too few people to learn names from."""
    if len(lesson.rows) < FEWEST:
        raise Invalid("records", f"{len(lesson.rows):,} records are too few to learn from; give {FEWEST:,} or more")
    if lesson.named is not None:
        _check_names(lesson.named)
    learnt = train(_read(lesson.rows), seed, _read(lesson.named or ()), lesson.people)
    provenance = msgspec.structs.replace(learnt.provenance, trained_on=lesson.source, given=given.isoformat())
    return PersonModel(msgspec.structs.replace(learnt, version=version, provenance=provenance))


def _check_names(rows: Sequence[Row]) -> None:
    """People are told from each other by their birth dates: without, nobody knows how many bear a name."""
    whole = sum(bool(row.person.given_name and row.person.family_name and row.person.birth_date) for row in rows)
    if whole < FEWEST:
        raise Invalid(
            "names", f"{whole:,} rows have both names and a birth date; to learn names takes {FEWEST:,} or more"
        )


def _read(rows: Sequence[Row]) -> list[Identity]:
    """Each that is different once, in the order of the file."""
    return list({read_identity(row.source, row.person, row.place, row.record_id): None for row in rows})


def save(model: PersonModel, path: Path) -> None:
    try:
        path.write_bytes(save_person_model(model))
    except OSError as fault:
        raise Invalid("file", f"{path} cannot be written: {fault.strerror}") from None
