"""What a sender declares of messages it sends in one of the field's own formats: all that the format leaves open."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from consumers.feeds.mapping import check_zone
from streams.codes.council import CouncilCategory
from streams.codes.health import AttendanceCategory, NonAttendanceCategory
from streams.codes.mental_health import TeamType, WardClass
from streams.contract import AreaName, Contract
from streams.events.parts import ContactPerson

Theirs = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Address = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F.:]{3,45}$")]


class Declaration(Contract):
    """``contact``: whom to ring, where a message names nobody who may be rung. ``area``: needed of who sends for
    several. ``files``: names of files that are of this format, besides its usual ones. ``zone``: of times without an
    offset. ``identifiers``: the systems (FHIR) or assigning authorities (HL7) of the sender's own record number, best
    first; without any it is the medical record number.

    ``teams``, ``wards``, ``departments``, ``clinics`` and ``flags`` give our code for one of theirs; ``left``:
    discharge codes that mean that somebody left before treatment.
    """

    contact: ContactPerson
    area: AreaName | None = None
    files: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
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


class Hl7Declaration(Declaration):
    """``application`` and ``facility``: MSH-3 and MSH-4 of the sender's messages over MLLP. Who comes with one of the
    sender's client certificates need not name them; who comes without one comes from one of ``addresses``."""

    application: Theirs | None = None
    facility: Theirs | None = None
    addresses: tuple[Address, ...] = ()
