"""Corrections are events too. A sender corrects only what it sent: the target is its own ``source`` plus an id.

Whatever order they arrive in, the same stands: an erasure over all else; of the others the rectification
recorded last, over the original; of the restrictions the one recorded last.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from streams.codes.person import Sensitivity
from streams.contract import Contract, Envelope, EventId, Instant
from streams.events.agency import AgencyEvent


class Rectification(Contract):
    """``replacement`` is the event as it should have been, whole, under the id it corrects."""

    recorded_at: Instant
    replacement: AgencyEvent


class RecordRectified(Envelope):
    type: Literal["record-rectified-1"] = "record-rectified-1"
    data: Rectification

    @model_validator(mode="after")
    def _stays_with_its_sender(self) -> Self:
        for name in ("source", "area"):
            if getattr(self.data.replacement, name) != getattr(self, name):
                field = {"field": f"data.replacement.{name}"}
                raise PydanticCustomError("replacement_source", "must be that of the correction's envelope", field)
        return self


class Erasure(Contract):
    recorded_at: Instant
    target: EventId


class RecordErased(Envelope):
    type: Literal["record-erased-1"] = "record-erased-1"
    data: Erasure


class Restriction(Contract):
    recorded_at: Instant
    target: EventId
    sensitivity: Sensitivity


class RecordRestricted(Envelope):
    type: Literal["record-restricted-1"] = "record-restricted-1"
    data: Restriction


Correction = Annotated[RecordRectified | RecordErased | RecordRestricted, Field(discriminator="type")]
