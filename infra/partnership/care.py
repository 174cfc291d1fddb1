"""The record of one patient of the trust: what is written in it as it takes place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random

from infra.partnership.belief import Belief
from infra.partnership.chance import Odds, odds
from infra.partnership.coming import Growth
from infra.partnership.happenings import Happening
from infra.partnership.hazard import Severity
from infra.partnership.people import Person
from infra.partnership.plan import AreaPlan
from streams.codes.agencies import Agency
from streams.codes.mental_health import (
    Accommodation,
    AdmissionMethod,
    AttendStatus,
    DiagnosisGroup,
    Employment,
    Priority,
    TeamType,
)

GROUPS: Odds[str] = odds(
    {
        str(DiagnosisGroup.PSYCHOSIS): 0.26,
        str(DiagnosisGroup.DEPRESSION): 0.19,
        str(DiagnosisGroup.PERSONALITY): 0.13,
        str(DiagnosisGroup.ANXIETY): 0.13,
        str(DiagnosisGroup.BIPOLAR): 0.1,
        str(DiagnosisGroup.OTHER): 0.08,
        str(DiagnosisGroup.SUBSTANCE): 0.07,
        str(DiagnosisGroup.EATING): 0.04,
    }
)
_TEAMS: dict[str, str] = {
    DiagnosisGroup.PSYCHOSIS: TeamType.COMMUNITY_FUNCTIONAL,
    DiagnosisGroup.ANXIETY: TeamType.PRIMARY_CARE,
    DiagnosisGroup.PERSONALITY: TeamType.PERSONALITY_DISORDER,
    DiagnosisGroup.ORGANIC: TeamType.COMMUNITY_ORGANIC,
    DiagnosisGroup.EATING: TeamType.EATING_DISORDER,
}
HOMES: Odds[str] = odds(
    {
        str(Accommodation.PRIVATE_TENANT): 0.48,
        str(Accommodation.OWNER_OCCUPIER): 0.24,
        str(Accommodation.SUPPORTED): 0.14,
        str(Accommodation.TEMPORARY): 0.07,
        str(Accommodation.SOFA_SURFING): 0.04,
        str(Accommodation.NIGHT_SHELTER): 0.02,
        str(Accommodation.ROUGH_SLEEPER): 0.01,
    }
)
UNSETTLED: tuple[str, ...] = (
    Accommodation.TEMPORARY.value,
    Accommodation.SOFA_SURFING.value,
    Accommodation.NIGHT_SHELTER.value,
    Accommodation.ROUGH_SLEEPER.value,
)
WORK: Odds[str] = odds(
    {
        str(Employment.LONG_TERM_SICK): 0.36,
        str(Employment.UNEMPLOYED): 0.24,
        str(Employment.EMPLOYED): 0.18,
        str(Employment.RETIRED): 0.1,
        str(Employment.STUDENT): 0.06,
        str(Employment.NOT_STATED): 0.06,
    }
)
MISSED: tuple[str, ...] = (AttendStatus.DID_NOT_ATTEND.value, AttendStatus.LATE_NOT_SEEN.value)
SEEN: tuple[str, ...] = (AttendStatus.ON_TIME.value, AttendStatus.LATE_SEEN.value)
METHODS: Odds[str] = odds(
    {
        str(AdmissionMethod.CRISIS_TEAM): 0.42,
        str(AdmissionMethod.EMERGENCY_DEPARTMENT): 0.3,
        str(AdmissionMethod.OTHER): 0.14,
        str(AdmissionMethod.OTHER_PROVIDER): 0.08,
        str(AdmissionMethod.GENERAL_PRACTITIONER): 0.06,
    }
)
MISSED_SLOPE, CANCELLED = 0.09, 0.1
# NHS England, 2020/21: the priority was missing in 5.4 % of crisis referrals.
_NO_PRIORITY = 0.054


@dataclass(slots=True, eq=False)
class Patient:
    """``severity`` is the truth and never leaves the simulation; ``crisis_ends`` is 0 before the first crisis.

    ``inflow`` is what others' incidents are expected to add to the log-hazard, by weeks ahead.
    """

    person: Person
    severity: Severity
    team: str
    case_id: str
    interval: int
    next_contact: int
    inflow: Growth
    belief: Belief = field(default_factory=Belief)
    crisis_begins: int = 0
    crisis_ends: int = 0
    discharged_at: int = 0

    def write(
        self, kind: str, at: int, category: str, details: Mapping[str, object] | None = None, held_until: int = 0
    ) -> Happening:
        return Happening(Agency.EHR, kind, at, category, self.person, None, details or {}, held_until)


class Referrals:
    def __init__(self, area: AreaPlan) -> None:
        self._prefix, self._numbers = f"{area.code}R", count(200_001)

    def number(self) -> str:
        return f"{self._prefix}{next(self._numbers)}"

    def refer(
        self, rng: Random, patient: Patient, at: int, team: str, priority: str, accepted: bool = True
    ) -> Happening:
        details: dict[str, object] = {"case_id": self.number(), "accepted": accepted}
        if rng.random() >= _NO_PRIORITY:
            details["priority"] = priority
        return patient.write("mh-referral-received-1", at, team, details)


def draw_team(rng: Random, group: str, age: int) -> str:
    if group == DiagnosisGroup.PSYCHOSIS and age < 36 and rng.random() < 0.5:
        return TeamType.EARLY_INTERVENTION.value
    if group == DiagnosisGroup.PSYCHOSIS and rng.random() < 0.15:
        return TeamType.ASSERTIVE_OUTREACH.value
    return str(_TEAMS.get(group, TeamType.COMMUNITY_FUNCTIONAL))


def share_missed(latent: float, factor: float = 1.0) -> float:
    """The worse somebody is, the more contacts are missed: 10 % in the middle, a third at the far end."""
    return min(0.5, factor * (0.1 + MISSED_SLOPE * max(-1.0, latent)))


def draw_attendance(rng: Random, missed: float) -> str:
    drawn = rng.random()
    if drawn < missed:
        return MISSED[0] if rng.random() < 0.9 else MISSED[1]
    if drawn < missed + 0.07:
        return AttendStatus.CANCELLED_BY_PATIENT.value
    if drawn < missed + CANCELLED:
        return AttendStatus.CANCELLED_BY_PROVIDER.value
    return SEEN[0] if rng.random() < 0.92 else SEEN[1]


def draw_priority(rng: Random) -> str:
    return rng.choice((Priority.EMERGENCY, Priority.VERY_URGENT, Priority.URGENT, Priority.URGENT)).value
