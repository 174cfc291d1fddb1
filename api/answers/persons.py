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


class PersonFound(Answer):
    id: PublicId
    area: str
    person: PersonParticulars
    sure: Sureness
    why: Annotated[list[ReasonFound], Field(description="Of the record that fits best")]


class PersonSearch(Answer):
    """The likeliest first. ``more``: others match too; narrow the search."""

    as_at: datetime
    results: list[PersonFound]
    limit: int
    more: bool
    freshness: list[AreaFreshness]


class AddressSeen(Presence):
    id: Annotated[PublicId | None, Field(description="null: not a place to look up, such as no fixed abode")]
    address: AddressParticulars


class PersonDevelopments(Developments):
    missed: Annotated[
        int | None,
        Field(description="Hospital and community appointments missed in the last 12 months; null: not for this role"),
    ]
    not_brought: Annotated[bool, Field(description="Under 18 at the last of them: was not brought")]
    child_known: Annotated[bool | None, Field(description="Known to children's social care; null: not for this role")]
    addresses_seen: Annotated[int | None, Field(description="In the last 91 days; null: withheld, as from care")]


class PersonAnswer(Answer):
    id: PublicId
    as_at: datetime
    person: PersonParticulars
    developments: PersonDevelopments
    totals: WindowCounts
    counts: list[CategoryCounts]
    involved: Annotated[list[AgencyInvolved], Field(description="Agencies involved at as_at, latest contact first")]
    earlier: Annotated[list[AgencyInvolved], Field(description="Agencies in contact before, and not involved at as_at")]
    address_withheld: Annotated[bool, Field(description="The person is restricted: addresses are left out everywhere")]
    addresses: list[AddressSeen]
    course: Course
    timeline: Timeline
    freshness: AreaFreshness
