"""What was refused, whole, with where it stood and what to do about it."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, Field

from streams.contract import Contract, Envelope, Instant


class Refusal(Contract):
    topic: str
    partition: int
    offset: int
    received_at: Instant
    code: str
    field: str
    reason: str
    key: Base64Bytes | None = None
    original: Base64Bytes | None = None


class MessageRefused(Envelope):
    type: Literal["message-refused-1"] = "message-refused-1"
    data: Refusal


class Resending(Contract):
    letter: str


class MessageResent(Envelope):
    """The original bytes of ``letter`` were sent to their topic again."""

    type: Literal["message-resent-1"] = "message-resent-1"
    data: Resending


DeadLetter = Annotated[MessageRefused | MessageResent, Field(discriminator="type")]
