"""What answers about persons and about addresses have in common. Pydantic, for this is the edge."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from scoring.indicators.involvement import Reason
from streams.codes.agencies import Agency
from streams.codes.person import Gender


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


PublicId = Annotated[
    str,
    Field(
        description="Area and record id. It stays valid when records are joined or parted.",
        examples=["northmoor.s0Ynm5ZTsN1TlyCx"],
    ),
]
PartialDate = Annotated[str, Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known")]


class AgencyFreshness(Answer):
    agency: Agency
    label: str
    data_to: Annotated[datetime | None, Field(description="Latest record received; null: nothing received yet")]


class AreaFreshness(Answer):
    area: str
    label: str
    agencies: list[AgencyFreshness]


class WindowCounts(Answer):
    days_7: int
    days_28: int
    days_91: int
    months_12: int


class CategoryCounts(WindowCounts):
    agency: Agency
    agency_label: str
    category: str
    label: str
    first_contact: datetime
    last_contact: datetime


class FirstContact(Answer):
    agency: Agency
    label: str
    at: datetime


class Developments(Answer):
    """What has changed lately, each as its entry in the catalogue says."""

    contacts: Annotated[int, Field(description="In the last 28 days")]
    usual_rate: Annotated[float, Field(description="Contacts in 28 days, over the time before")]
    usual_over: Annotated[int, Field(description="Periods of 28 days that the usual rate is known from, 1 to 13")]
    surprise: Annotated[float, Field(description="Months between two with as many contacts or more; 1: not unusual")]
    pace: Annotated[float | None, Field(description="Times as often as before; null: too little to tell")]
    agencies_new: Annotated[list[FirstContact], Field(description="First contact ever in the last 28 days")]
    open_cases: int


class ContactPerson(Answer):
    name: str
    role: str
    team: str
    phone: str | None
    email: str | None


class AgencyInvolved(Answer):
    agency: Agency
    label: str
    reasons: list[Reason]
    open_cases: int
    last_contact: datetime
    contact_person: Annotated[ContactPerson, Field(description="Of the agency's latest contact")]


class Mention(Answer):
    """In the words of one contact; ``id`` is null where there is no page to go to."""

    id: PublicId | None
    words: str


class TimelineEntry(Answer):
    happened_at: datetime
    recorded_at: datetime
    agency: Agency
    agency_label: str
    category: str
    label: str
    what: str
    contact_person: ContactPerson
    other: Annotated[Mention | None, Field(description="The address of a person's contact, the person of an address's")]


class Timeline(Answer):
    """Newest first."""

    entries: list[TimelineEntry]
    total: int
    offset: int
    limit: int
    next_offset: int | None


class Lane(Answer):
    agency: Agency
    label: str
    weeks: Annotated[list[int], Field(description="Contacts in each of 57 weeks, oldest first; the last ends at as_at")]
    months: Annotated[list[int], Field(description="Contacts in each of the months of the course")]


class Course(Answer):
    """Contacts over the last year; agencies without one in that time are left out."""

    weeks_from: datetime
    months: Annotated[list[str], Field(description="YYYY-MM, UK time, oldest first; the last may not be over")]
    lanes: list[Lane]


class Presence(Answer):
    agencies: list[Agency]
    first_seen: datetime
    last_seen: datetime


class Sureness(StrEnum):
    """That what was found is what was asked for: 30 to 1 or better, better than even, or less: one of several that
    fit."""

    STRONG = "strong"
    LIKELY = "likely"
    POSSIBLE = "possible"


class ReasonFound(Answer):
    """One way in which what was found agrees with what was asked for."""

    field: Annotated[str, Field(examples=["given name"])]
    how: Annotated[str, Field(examples=["another form of Maureen"])]


class PersonParticulars(Answer):
    """In the words of the fullest record; ``other_...`` is what further records say differently."""

    name: str
    birth_date: PartialDate | None
    gender: Gender | None
    nhs_number: str | None
    other_names: list[str]
    other_birth_dates: list[PartialDate]
    other_nhs_numbers: list[str]
    agencies: Annotated[list[Agency], Field(description="Agencies that have a record of this person")]


class AddressParticulars(Answer):
    text: str
    postcode: str | None
    uprn: str | None
    also_written: list[str]
    listed: Annotated[bool, Field(description="The partnership's list of addresses has it, and these are its words")]
