"""That two of an agency's own numbers for people are one person's: HL7's A40, FHIR's replaced-by.

A statement of the agency about its own files alone. Linkage takes it as evidence on the records under the two numbers,
which a person's decision stands over; ``record-erased-1`` under its id takes it back for good.
"""

from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from streams.contract import Contract, Envelope, Instant
from streams.events.parts import ContactPerson, LocalId


class Merging(Contract):
    """Both are numbers as in ``person.local_record_id``, of the envelope's source: what was filed under ``gone`` is
    filed under ``kept`` from now on. ``contact``: whom to ring about it."""

    recorded_at: Instant
    kept: LocalId
    gone: LocalId
    contact: ContactPerson

    @model_validator(mode="after")
    def _names_two(self) -> Self:
        if self.kept == self.gone:
            raise PydanticCustomError(
                "records_alike", "must be another number than the one that is kept", {"field": "gone"}
            )
        return self


class RecordMerged(Envelope):
    type: Literal["record-merged-1"] = "record-merged-1"
    data: Merging
