from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import (
    AddressParticulars,
    AgencyInvolved,
    Answer,
    AreaFreshness,
    CategoryCounts,
    PersonParticulars,
    Presence,
    PublicId,
    ReasonFound,
    Timeline,
    WindowCounts,
)
from streams.codes.agencies import Agency


class AddressFound(Answer):
    id: PublicId
    area: str
    address: AddressParticulars
    agencies: list[Agency]
    people: int
    last_contact: datetime | None
    why: Annotated[list[ReasonFound], Field(description="Of the record that fits best")]


class AddressSearch(Answer):
    """The likeliest first. ``more``: others match too; narrow the search."""

    as_at: datetime
    results: list[AddressFound]
    limit: int
    more: bool
    freshness: list[AreaFreshness]


class PersonSeen(Presence):
    id: PublicId
    person: PersonParticulars


class AddressAnswer(Answer):
    id: PublicId
    as_at: datetime
    address: AddressParticulars
    totals: WindowCounts
    counts: list[CategoryCounts]
    involved: Annotated[list[AgencyInvolved], Field(description="Agencies involved at as_at, latest contact first")]
    earlier: Annotated[list[AgencyInvolved], Field(description="Agencies in contact before, and not involved at as_at")]
    people: list[PersonSeen]
    timeline: Timeline
    freshness: AreaFreshness
