"""What a sender declares of messages it sends in one of the field's own formats: all that the format leaves open."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from consumers.feeds.mapping import Name, check_zone
from streams.codes.agencies import Agency
from streams.codes.council import CouncilCategory
from streams.codes.health import AttendanceCategory, NonAttendanceCategory
from streams.codes.mental_health import TeamType, WardClass
from streams.contract import AreaName, Contract
from streams.events.parts import ContactPerson

Theirs = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class Format(StrEnum):
    FHIR = "fhir"
    HL7 = "hl7"
    DFE = "dfe"
    MNS = "mns"


# Whose systems speak a format; an event is its agency's own, so the others would have nothing to tell by it.
SPEAKERS = {
    Format.FHIR: (Agency.HEALTH, Agency.EHR, Agency.COUNCIL),
    Format.HL7: (Agency.HEALTH, Agency.EHR),
    Format.DFE: (Agency.COUNCIL,),
    Format.MNS: (Agency.HEALTH, Agency.EHR),
}
_FILES = {
    Format.FHIR: ("*.fhir.json", "*.ndjson"),
    Format.HL7: ("*.hl7",),
    Format.DFE: ("*.dfe.json",),
    Format.MNS: ("*.mns.json",),
}


class Declaration(Contract):
    """``contact``: whom to ring, where a message names nobody who may be rung. ``zone``: of times without an offset.

    ``identifiers``: the systems (FHIR) or assigning authorities (HL7) of the sender's own record number, best first;
    without any it is the medical record number. ``teams``, ``wards``, ``departments``, ``clinics`` and ``flags`` give
    our code for one of theirs; ``left``: discharge codes that mean that somebody left before treatment.
    """

    format: Format
    feed: Name | None = None
    files: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
    contact: ContactPerson
    area: AreaName | None = None
    zone: Annotated[str, AfterValidator(check_zone)] = "Europe/London"
    identifiers: tuple[Theirs, ...] = ()
    teams: dict[Theirs, TeamType] = Field(default_factory=dict)
    wards: dict[Theirs, WardClass] = Field(default_factory=dict)
    departments: dict[Theirs, AttendanceCategory] = Field(default_factory=dict)
    department: AttendanceCategory = AttendanceCategory.EMERGENCY_DEPARTMENT
    clinics: dict[Theirs, NonAttendanceCategory] = Field(default_factory=dict)
    clinic: NonAttendanceCategory = NonAttendanceCategory.OUTPATIENT
    flags: dict[Theirs, CouncilCategory] = Field(default_factory=dict)
    left: tuple[Theirs, ...] = ()

    @property
    def name(self) -> str:
        """Of the feed, in receipts and metrics."""
        return self.feed or self.format.value

    @property
    def patterns(self) -> tuple[str, ...]:
        return self.files or _FILES[self.format]
