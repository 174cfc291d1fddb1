"""Who looked at whom and why: ids only, so that nobody's particulars are where nothing can be taken back.

The name of the member of staff is there, for a manager has to know who it was; of people looked at, ids are.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.audit import Mark, Outcome, Shown
from streams.contract import Contract, Envelope

# A record stays below 32 KiB: whoever is shown more is in several, each with its part.
MOST_SHOWN = 200

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PublicId = Annotated[str, StringConstraints(max_length=80)]


class Looker(Contract):
    """``issuer`` and ``subject`` together are who it was; ``name`` is what the provider called them then."""

    issuer: str
    subject: str
    name: str
    role: Role
    agency: Agency | None = None


class Declared(Contract):
    """The purpose, as it was declared. ``reference`` is their own."""

    code: str
    gateway: str
    reference: str = ""


class Ruled(Contract):
    rule: str
    policy: str
    allowed: bool


class ShownSubject(Contract):
    kind: Literal["person", "address"]
    id: PublicId
    how: Shown


class Link(Contract):
    """The place in the chain of this area that one start of one process writes.

    ``sequence`` counts from 0 in each chain. ``previous`` is the hash of the record before; that of the first record is
    of the last that Kafka had acknowledged to this writer's start before, which ``follows`` names; both are left out
    where there is none. What that start wrote beyond was never acknowledged, and nobody was shown anything by it.
    """

    writer: str
    start: str
    sequence: Annotated[int, Field(ge=0)]
    previous: Digest | None = None
    follows: str | None = None


class LookNotice(Contract):
    """``asked`` is the person or address that was to be opened. ``look`` is the same in all ``parts`` of one look; who
    was shown is spread over them, all else is in each."""

    look: str
    part: Annotated[int, Field(ge=1)] = 1
    parts: Annotated[int, Field(ge=1)] = 1
    viewer: Looker
    purpose: Declared | None = None
    ruled: Ruled
    action: Action
    asked: PublicId | None = None
    shown: Annotated[list[ShownSubject], Field(max_length=MOST_SHOWN)] = []  # noqa: RUF012 - pydantic copies it
    marks: list[Mark] = []  # noqa: RUF012 - pydantic copies it
    outcome: Outcome
    link: Link


class LookRecorded(Envelope):
    """On the topic as RFC 8785 lays JSON out: these bytes are what is hashed."""

    type: Literal["look-recorded-1"] = "look-recorded-1"
    data: LookNotice


class HeadNotice(Contract):
    """The tree over the first ``size`` records of the area (RFC 9162). ``peaks``: the roots of the whole trees that it
    consists of, largest first. ``next_offset``: of the topic ``audit``, where whoever goes on from here reads on.
    ``key`` names the public key. ``signature``: Ed25519, in hex, over the event without it, laid out by RFC 8785."""

    size: Annotated[int, Field(ge=0)]
    root: Digest
    peaks: Annotated[list[Digest], Field(max_length=64)]
    next_offset: Annotated[int, Field(ge=0)]
    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class HeadSigned(Envelope):
    type: Literal["head-signed-1"] = "head-signed-1"
    data: HeadNotice
