from typing import Annotated

from pydantic import Field

from api.answers.holdings import EventHeld, EventName, TopicHeld
from api.answers.parts import Answer, PublicId
from api.answers.review import RecordName
from api.rectifying import Particulars
from streams.codes.rights import Right


class ToCorrect(Answer):
    """``event`` and what it says; both None where all of the person's are meant, of which there are ``events``."""

    person: PublicId
    name: str
    event: EventHeld | None
    said: Particulars | None
    events: int


class CorrectionForeseen(Answer):
    """``words``: what will change, a sentence each; nothing has been sent."""

    person: PublicId
    right: Right
    events: Annotated[int, Field(description="How many are corrected")]
    words: list[str]


class CorrectionTaken(Answer):
    """On Kafka, acknowledged; it counts within seconds. ``records`` and ``events`` are what a proof is asked with."""

    id: Annotated[str, Field(description="Of the request: the same sent again is the same correction")]
    person: PublicId
    right: Right
    records: list[RecordName]
    events: list[EventName]


class LeftOver(Answer):
    """``about``: the record or event. ``bare``: nothing of what was said is in it, but that there was something."""

    kind: Annotated[str, Field(description="Kind of key, as the reference lists them")]
    about: str
    bare: bool
    why: str


class ErasureProof(Answer):
    """``gone``: no key of these records and events holds anything that was said. ``elsewhere``: what Kafka keeps, and
    how long."""

    area: str
    gone: bool
    left: list[LeftOver]
    elsewhere: list[TopicHeld]
