"""Corrections are events too. A sender corrects only what it sent: the target is its own ``source`` plus an id. But for
the data protection officer, who may correct whatever is held, and names it by the key it is held under.

Whatever order they arrive in, the same stands: an erasure over all else; of the others the rectification
recorded last, over the original; of the restrictions the one recorded last.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from streams.codes.person import Sensitivity
from streams.contract import Contract, Envelope, EventId, EventKey, Instant, event_key
from streams.events.agency import AgencyEvent

# Corrections come from Linnet's own screens under this source, and no agency's may be so called.
RIGHTS_SOURCE = "uk.linnet.rights"
# Why there is no more in the log than that something was past its age: its key went with those of its time.
FELLED = "felled"
_HELD = re.compile(r"^[0-9a-f]{24}(?:/[a-z][a-z0-9.-]{0,74})?$")


def name_held(key: EventKey, origin: str = "") -> str:
    """What the officer's corrections call an event of which neither source nor id is held. ``origin``: the source that
    its case number is of.

    >>> name_held(EventKey("_3NhGeXvqSEI13Kx"))
    'ff736119e5efa92108d772b1'
    """
    return urlsafe_b64decode(key).hex() + (f"/{origin}" if origin else "")


def is_held_name(target: str) -> bool:
    return _HELD.match(target) is not None


def find_target(source: str, target: str) -> tuple[EventKey, str]:
    """The key of what is corrected, and the source that its case number is of.

    >>> find_target(RIGHTS_SOURCE, "ff736119e5efa92108d772b1/uk.council.northmoor")
    ('_3NhGeXvqSEI13Kx', 'uk.council.northmoor')
    """
    if source != RIGHTS_SOURCE:
        return event_key(source, target), source
    digits, _, origin = target.partition("/")
    return EventKey(urlsafe_b64encode(bytes.fromhex(digits)).decode()), origin


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
