"""One crisis and all that is written of it: by the trust, and by the services that came first."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from infra.partnership.care import METHODS, Patient, Referrals, draw_priority
from infra.partnership.chance import draw_skewed
from infra.partnership.happenings import Happening
from infra.partnership.incidents import call
from infra.partnership.plan import DAY, HOUR, day_of
from streams.codes.agencies import Agency
from streams.codes.health import AttendanceCategory
from streams.codes.mental_health import AttendStatus, LegalStatus, MedicationChange, TeamType, WardClass
from streams.codes.police import PoliceCategory

_ADMITTED, _SECTIONED, _TO_TEAM_FIRST = 0.42, 0.45, 0.5
_OLDER = 65


@dataclass(frozen=True, slots=True)
class Crisis:
    """``events`` is empty for a crisis out of the area."""

    patient: Patient
    at: int
    ends: int
    admitted: bool
    events: list[Happening]


def draw_crisis(rng: Random, referrals: Referrals, patient: Patient, at: int, elsewhere: float) -> Crisis:
    """``elsewhere`` is the share met by a trust elsewhere, of which nothing is ever sent."""
    admitted = rng.random() < _ADMITTED
    days = draw_skewed(rng, 24 if admitted else 15, 0.55)
    ends = at + round(min(days, 120) * DAY)
    if rng.random() < elsewhere:
        return Crisis(patient, at, ends, admitted, [])
    events = list(_come_first(rng, patient, at))
    if admitted:
        events += _admit(rng, referrals, patient, at, ends)
    if not admitted or rng.random() < _TO_TEAM_FIRST:
        events += _treat_at_home(rng, referrals, patient, at - 2 * HOUR if admitted else at, ends)
    return Crisis(patient, at, ends, admitted, events)


def _come_first(rng: Random, patient: Patient, at: int) -> Iterator[Happening]:
    earlier = at - round(draw_skewed(rng, 8, 0.8) * HOUR)
    if rng.random() < 0.3:
        yield call(rng, Agency.POLICE, patient.person, earlier, PoliceCategory.CONCERN_FOR_SAFETY.value)
    if rng.random() < 0.3:
        yield call(rng, Agency.AMBULANCE, patient.person, earlier + HOUR // 2)
    if rng.random() < 0.4:
        attended = AttendanceCategory.EMERGENCY_DEPARTMENT.value
        yield call(rng, Agency.HEALTH, patient.person, earlier + HOUR, attended)


def _treat_at_home(rng: Random, referrals: Referrals, patient: Patient, at: int, ends: int) -> Iterator[Happening]:
    team = TeamType.CRISIS_RESOLUTION.value
    opened = referrals.refer(rng, patient, at, team, draw_priority(rng))
    yield opened
    for visit in range(rng.randint(2, 6)):
        seen = AttendStatus.ON_TIME if rng.random() < 0.85 else AttendStatus.DID_NOT_ATTEND
        moment = at + round((visit + rng.uniform(0.2, 0.9)) * 2 * DAY)
        if moment < ends:
            yield patient.write("mh-contact-recorded-1", moment, seen.value, {"team": team})
    yield patient.write("mh-referral-closed-1", ends, team, opened.details)


def _admit(rng: Random, referrals: Referrals, patient: Patient, at: int, ends: int) -> Iterator[Happening]:
    ward = _draw_ward(rng, patient.person.age(day_of(at)))
    details = {"case_id": referrals.number(), "admission_method": METHODS.draw(rng)}
    yield patient.write("mh-spell-started-1", at, ward, details)
    if rng.random() < _SECTIONED:
        status = rng.choice((LegalStatus.SECTION_2, LegalStatus.SECTION_2, LegalStatus.SECTION_3))
        if rng.random() < 0.3:
            yield patient.write("mh-legal-status-recorded-1", at - HOUR, LegalStatus.SECTION_136.value)
        yield patient.write("mh-legal-status-recorded-1", at + HOUR, status.value)
        yield patient.write("mh-legal-status-recorded-1", ends - DAY, LegalStatus.INFORMAL.value)
    if rng.random() < 0.7:
        change = rng.choice((MedicationChange.STARTED, MedicationChange.SWITCHED, MedicationChange.DOSE_CHANGED))
        yield patient.write("mh-medication-changed-1", at + round(0.3 * (ends - at)), change.value)
    yield patient.write("mh-spell-ended-1", ends, ward, details)
    if rng.random() < 0.8:
        followed = ends + round(rng.uniform(0.5, 3) * DAY)
        yield patient.write("mh-contact-recorded-1", followed, AttendStatus.ON_TIME.value, {"team": patient.team})


def _draw_ward(rng: Random, age: int) -> str:
    if age >= _OLDER:
        return WardClass.ACUTE_OLDER.value
    return (WardClass.INTENSIVE_CARE if rng.random() < 0.08 else WardClass.ACUTE_ADULT).value
