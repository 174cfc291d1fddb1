"""What is sealed in the log, and what it can be opened with."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, Field, StringConstraints

from streams.contract import Contract, Envelope

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16}$")]
Place = Annotated[str, StringConstraints(max_length=32)]


class Box(Contract):
    """``key``: whose key it is sealed with: the event's own, or that of the event which it corrects. ``box``: the event
    as JSON under AES-256-GCM, the nonce in front; empty where the key had been destroyed before the event came."""

    key: Key
    epoch: Annotated[int, Field(ge=1)]
    box: Base64Bytes


class Sealed(Envelope):
    """An accepted event that can be read for as long as its key is not destroyed. ``time`` is when it came in."""

    type: Literal["sealed-1"] = "sealed-1"
    data: Box


class Kept(Contract):
    """``wrapped``: a node of the tree that the keys of an ``epoch`` follow from, as a Fernet token; ``place``: where in
    the tree it is, in digits of base four."""

    epoch: Annotated[int, Field(ge=1)]
    place: Place
    wrapped: str


class KeysKept(Envelope):
    """What stands in place of what was kept there before."""

    type: Literal["keys-kept-1"] = "keys-kept-1"
    data: Kept
