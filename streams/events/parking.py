"""What could not be delivered, whole, with the destination that it was for and what became of it."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, Field

from streams.contract import Contract, Envelope, Instant


class Parking(Contract):
    """``original`` is the message of the topic ``alerts`` at that place; ``alert`` is empty if it cannot be read."""

    destination: str
    alert: str
    partition: int
    offset: int
    code: Literal["refused", "gone", "too-late", "no-room", "unreadable"]
    reason: str
    parked_at: Instant
    original: Base64Bytes


class AlertParked(Envelope):
    type: Literal["alert-parked-1"] = "alert-parked-1"
    data: Parking


class Resending(Contract):
    parked: str


class AlertResent(Envelope):
    """What was ``parked`` has been delivered after all."""

    type: Literal["alert-resent-1"] = "alert-resent-1"
    data: Resending


Parked = Annotated[AlertParked | AlertResent, Field(discriminator="type")]
