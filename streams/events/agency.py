"""The events an agency may send, and which agency may send which."""

from typing import Annotated

from pydantic import Field

from streams.codes.agencies import Agency
from streams.events import council, incidents, mental_health

OwnEvent = (
    council.CouncilCaseOpened
    | council.CouncilCaseChanged
    | council.CouncilCaseClosed
    | incidents.FireIncidentRecorded
    | incidents.PoliceIncidentRecorded
    | incidents.AmbulanceCallOutRecorded
    | incidents.AttendanceRecorded
    | incidents.NonAttendanceRecorded
    | mental_health.ReferralReceived
    | mental_health.ReferralClosed
    | mental_health.CareContactRecorded
    | mental_health.SpellStarted
    | mental_health.SpellEnded
    | mental_health.AccommodationRecorded
    | mental_health.EmploymentRecorded
    | mental_health.LegalStatusRecorded
    | mental_health.CrisisPlanRecorded
    | mental_health.DiagnosisGroupRecorded
    | mental_health.MedicationChanged
    | mental_health.DeathRecorded
    | mental_health.EthnicGroupRecorded
    | mental_health.DeprivationRecorded
)
AgencyEvent = Annotated[OwnEvent, Field(discriminator="type")]

_PREFIXES = {
    "council": Agency.COUNCIL,
    "fire": Agency.FIRE,
    "police": Agency.POLICE,
    "ambulance": Agency.AMBULANCE,
    "ecds": Agency.HEALTH,
    "mh": Agency.EHR,
}


def agency_of(event_type: str) -> Agency:
    """The one agency whose event this is: the first word of a type says so.

    >>> agency_of("ecds-dna-recorded-1").value
    'health'
    """
    return _PREFIXES[event_type.split("-", 1)[0]]
