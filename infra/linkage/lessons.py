"""``linnet linkage train``: a model for persons from a file of records that nobody has matched."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from infra.linkage.records_file import Row
from scoring.linkage.persons import PersonModel, save_person_model
from scoring.linkage.persons.training import train
from scoring.linkage.records import read_identity
from streams.errors import Invalid

# With fewer there are too few pairs of one person, and of one household, to tell how each agrees.
FEWEST = 1_000


def train_on(rows: Sequence[Row], name: str, version: str, seed: int, given: date) -> PersonModel:
    """``name`` is what the model says it was trained on. Raises :class:`Invalid` for too few records."""
    if len(rows) < FEWEST:
        raise Invalid("records", f"{len(rows):,} records are too few to learn from; give {FEWEST:,} or more")
    identities = {read_identity(row.source, row.person, row.place, row.record_id): None for row in rows}
    learnt = train(list(identities), seed)
    provenance = msgspec.structs.replace(learnt.provenance, trained_on=name, given=given.isoformat())
    return PersonModel(msgspec.structs.replace(learnt, version=version, provenance=provenance))


def save(model: PersonModel, path: Path) -> None:
    try:
        path.write_bytes(save_person_model(model))
    except OSError as fault:
        raise Invalid("file", f"{path} cannot be written: {fault.strerror}") from None
