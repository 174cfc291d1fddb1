from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import (
    AddressParticulars,
    AgencyInvolved,
    Answer,
    AreaFreshness,
    CategoryCounts,
    Course,
    Developments,
    PersonParticulars,
    Presence,
    PublicId,
    ReasonFound,
    Sureness,
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
    sure: Sureness
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


class DwellingSeen(Answer):
    id: PublicId
    address: AddressParticulars
    last_contact: Annotated[datetime | None, Field(description="null: none up to as_at that may be shown")]


class BuildingSeen(Answer):
    """``whole`` is the building's own address, for a flat whose building is known; ``more``: dwellings not named."""

    whole: DwellingSeen | None
    others: Annotated[list[DwellingSeen], Field(description="Other dwellings known behind the same front door")]
    more: int


class AddressDevelopments(Developments):
    people_new: Annotated[int, Field(description="People first seen here in the last 28 days")]
    children_known: Annotated[
        int | None,
        Field(
            description="Children known to social care among those seen here in 12 months; null: too many people for "
            "one household"
        ),
    ]


class AddressAnswer(Answer):
    id: PublicId
    as_at: datetime
    address: AddressParticulars
    developments: AddressDevelopments
    totals: WindowCounts
    counts: list[CategoryCounts]
    involved: Annotated[list[AgencyInvolved], Field(description="Agencies involved at as_at, latest contact first")]
    earlier: Annotated[list[AgencyInvolved], Field(description="Agencies in contact before, and not involved at as_at")]
    people: list[PersonSeen]
    building: BuildingSeen
    course: Course
    timeline: Timeline
    freshness: AreaFreshness
