"""The services that attend: fire, police, ambulance, and emergency departments that are attended."""

from typing import Literal

from streams.codes.ambulance import AmbulanceCategory
from streams.codes.fire import FireCategory
from streams.codes.health import AttendanceCategory, NonAttendanceCategory
from streams.codes.police import PoliceCategory
from streams.contract import Envelope
from streams.events.parts import AddressAsWritten
from streams.events.statement import Statement


class FireIncident(Statement):
    """Incidents at a residential address; who lives there is often not known to the crew."""

    address: AddressAsWritten
    category: FireCategory


class FireIncidentRecorded(Envelope):
    type: Literal["fire-incident-recorded-1"] = "fire-incident-recorded-1"
    data: FireIncident


class PoliceIncident(Statement):
    category: PoliceCategory


class PoliceIncidentRecorded(Envelope):
    type: Literal["police-incident-recorded-1"] = "police-incident-recorded-1"
    data: PoliceIncident


class AmbulanceCallOut(Statement):
    category: AmbulanceCategory


class AmbulanceCallOutRecorded(Envelope):
    type: Literal["ambulance-callout-recorded-1"] = "ambulance-callout-recorded-1"
    data: AmbulanceCallOut


class Attendance(Statement):
    category: AttendanceCategory


class AttendanceRecorded(Envelope):
    type: Literal["ecds-attendance-recorded-1"] = "ecds-attendance-recorded-1"
    data: Attendance


class NonAttendance(Statement):
    category: NonAttendanceCategory


class NonAttendanceRecorded(Envelope):
    type: Literal["ecds-dna-recorded-1"] = "ecds-dna-recorded-1"
    data: NonAttendance
