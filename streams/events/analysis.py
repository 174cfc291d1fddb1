"""What is left for analysis of an event that is past its age."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from streams.codes.agencies import Agency
from streams.contract import Contract, Envelope

Month = Annotated[str, StringConstraints(min_length=7, max_length=7)]
Outward = Annotated[str, StringConstraints(max_length=4)]
Pseudonym = Annotated[str, StringConstraints(max_length=32)]
Code = Annotated[str, StringConstraints(max_length=60)]


class ContactLeft(Contract):
    """``month`` in which it happened, as 2026-11; ``kind`` and ``category`` as the agency sent them; ``outward``: the
    first half of a postcode. ``person`` and ``place`` are pseudonyms under a key that is on no topic, by which what
    happened to one can be counted; empty where there is none, or nothing to tell one from another by."""

    month: Month
    agency: Agency
    kind: Code
    category: Code
    sex: Annotated[str, StringConstraints(max_length=1)]
    age_band: Annotated[str, StringConstraints(max_length=10)]
    child: bool | None = None
    outward: Outward
    person: Pseudonym
    place: Pseudonym
    log_partition: Annotated[int, Field(ge=0)]
    log_offset: Annotated[int, Field(ge=0)]


class ContactAged(Envelope):
    """``time`` is when it went."""

    type: Literal["contact-aged-1"] = "contact-aged-1"
    data: ContactLeft
