"""Events of a mental-health record, each a row of a Mental Health Services Data Set table."""

from typing import Literal

from pydantic import StrictBool

from streams.codes import mental_health as codes
from streams.contract import Envelope
from streams.events.parts import LocalId, PersonAsKnown
from streams.events.statement import Statement


class RecordEvent(Statement):
    person: PersonAsKnown


class Referral(RecordEvent):
    """MHS101/MHS102. A rejected referral has ``accepted`` false (ReferRejectionDate is set)."""

    case_id: LocalId
    category: codes.TeamType
    priority: codes.Priority | None = None
    accepted: StrictBool = True


class ReferralReceived(Envelope):
    type: Literal["mh-referral-received-1"] = "mh-referral-received-1"
    data: Referral


class ReferralClosed(Envelope):
    type: Literal["mh-referral-closed-1"] = "mh-referral-closed-1"
    data: Referral


class CareContact(RecordEvent):
    """MHS201."""

    category: codes.AttendStatus
    team: codes.TeamType


class CareContactRecorded(Envelope):
    type: Literal["mh-contact-recorded-1"] = "mh-contact-recorded-1"
    data: CareContact


class Spell(RecordEvent):
    """MHS501/MHS502: a hospital provider spell and its first ward."""

    case_id: LocalId
    category: codes.WardClass
    admission_method: codes.AdmissionMethod | None = None


class SpellStarted(Envelope):
    type: Literal["mh-spell-started-1"] = "mh-spell-started-1"
    data: Spell


class SpellEnded(Envelope):
    type: Literal["mh-spell-ended-1"] = "mh-spell-ended-1"
    data: Spell


class AccommodationStatus(RecordEvent):
    """MHS003."""

    category: codes.Accommodation


class AccommodationRecorded(Envelope):
    type: Literal["mh-accommodation-recorded-1"] = "mh-accommodation-recorded-1"
    data: AccommodationStatus


class EmploymentStatus(RecordEvent):
    """MHS004."""

    category: codes.Employment


class EmploymentRecorded(Envelope):
    type: Literal["mh-employment-recorded-1"] = "mh-employment-recorded-1"
    data: EmploymentStatus


class LegalStatusPeriod(RecordEvent):
    """MHS401."""

    category: codes.LegalStatus


class LegalStatusRecorded(Envelope):
    type: Literal["mh-legal-status-recorded-1"] = "mh-legal-status-recorded-1"
    data: LegalStatusPeriod


class CrisisPlan(RecordEvent):
    """MHS008 with CarePlanTypeMH 12."""

    category: codes.CarePlan


class CrisisPlanRecorded(Envelope):
    type: Literal["mh-crisis-plan-recorded-1"] = "mh-crisis-plan-recorded-1"
    data: CrisisPlan


class DiagnosisGroupHeld(RecordEvent):
    """MHS603 and MHS604, reduced to a group before it leaves the trust."""

    category: codes.DiagnosisGroup


class DiagnosisGroupRecorded(Envelope):
    type: Literal["mh-diagnosis-group-recorded-1"] = "mh-diagnosis-group-recorded-1"
    data: DiagnosisGroupHeld


class Medication(RecordEvent):
    category: codes.MedicationChange


class MedicationChanged(Envelope):
    type: Literal["mh-medication-changed-1"] = "mh-medication-changed-1"
    data: Medication


class Death(RecordEvent):
    """MHS001, or what PDS notifies: who has died is on no caseload. Taken back by erasing it."""

    category: codes.DeathNotice


class DeathRecorded(Envelope):
    type: Literal["mh-death-recorded-1"] = "mh-death-recorded-1"
    data: Death


class EthnicGroupHeld(RecordEvent):
    """MHS001, reduced to a group before it leaves the trust."""

    category: codes.EthnicGroup


class EthnicGroupRecorded(Envelope):
    type: Literal["mh-ethnic-group-recorded-1"] = "mh-ethnic-group-recorded-1"
    data: EthnicGroupHeld


class Deprivation(RecordEvent):
    category: codes.DeprivationFifth


class DeprivationRecorded(Envelope):
    type: Literal["mh-deprivation-recorded-1"] = "mh-deprivation-recorded-1"
    data: Deprivation
