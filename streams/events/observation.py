"""What the log holds: agencies' accepted events, their corrections, and time."""

from typing import Annotated

from pydantic import Field

from streams.events.agency import OwnEvent
from streams.events.clock import Tick
from streams.events.corrections import RecordErased, RecordRectified, RecordRestricted

CorrectionEvent = RecordRectified | RecordErased | RecordRestricted
SentEvent = OwnEvent | CorrectionEvent

Sent = Annotated[SentEvent, Field(discriminator="type")]
Observation = Annotated[SentEvent | Tick, Field(discriminator="type")]
