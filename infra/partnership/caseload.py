"""The trust's caseload through the weeks: who is on it, what is done for them, and who falls into crisis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from random import Random

from infra.partnership import care
from infra.partnership.care import Patient, Referrals
from infra.partnership.care_weeks import care_for
from infra.partnership.chance import draw_count, draw_moment
from infra.partnership.crises import Crisis, draw_crisis
from infra.partnership.happenings import Happening
from infra.partnership.hazard import STRAINS, draw_severity
from infra.partnership.people import Person
from infra.partnership.plan import DAY, WEEK, AreaPlan, day_of
from streams.codes.mental_health import (
    CarePlan,
    DiagnosisGroup,
    Priority,
)

# Share of adults on the caseload; about twice the national share, so that a small demo has a caseload to show.
_SHARE = 0.045
# Weekly: discharged, and of new patients against the size of the caseload.
_DISCHARGED, _REFERRED = 0.003, 0.0035
_SEEN_AGAIN = (7, 14, 14, 14, 28, 28)
_HOURS_OPEN = 9


@dataclass(frozen=True, slots=True)
class WeeklyHazard:
    """Of one patient at the start of a week. In crisis both are 0: nobody falls into the crisis they are in."""

    person: Person
    week: int
    in_crisis: bool
    hazard: float
    within_28_days: float


@dataclass(frozen=True, slots=True)
class CareWeek:
    events: list[Happening]
    hazards: list[WeeklyHazard]
    crises: list[Crisis]


class Caseload:
    def __init__(self, area: AreaPlan, adults: list[Person], rng: Random, starts: int) -> None:
        self._referrals, self._adults = Referrals(area), adults
        self.patients: dict[Person, Patient] = {}
        self._opening: list[Happening] = []
        for person in rng.sample(adults, max(1, round(len(adults) * _SHARE))):
            referred = starts - round(rng.uniform(10, 900) * DAY)
            self._opening += self._take_on(rng, person, referred, starts)

    def notice(self, happening: Happening) -> None:
        """Another agency's event bears on the patient from the next week on."""
        patient = self.patients.get(happening.person) if happening.person else None
        if patient and happening.type in STRAINS:
            patient.severity.suffer(happening.type)

    def pass_week(self, rng: Random, start: int) -> CareWeek:
        week = CareWeek(self._opening, [], [])
        self._opening = []
        for patient in list(self.patients.values()):
            self._pass_patient_week(rng, patient, start, week)
        for _ in range(draw_count(rng, len(self.patients) * _REFERRED)):
            person = rng.choice(self._adults)
            if person not in self.patients:
                week.events.extend(self._take_on(rng, person, draw_moment(rng, start, start + WEEK), 0))
        return week

    def _pass_patient_week(self, rng: Random, patient: Patient, start: int, week: CareWeek) -> None:
        in_crisis, severity = patient.crisis_ends > start, patient.severity
        if start - WEEK < patient.crisis_ends <= start:
            severity.suffer("crisis-ended")
        hazard = 0.0 if in_crisis else severity.weekly()
        horizon = 0.0 if in_crisis else severity.within_horizon()
        week.hazards.append(WeeklyHazard(patient.person, start, in_crisis, hazard, horizon))
        severity.pass_week(rng)
        if not in_crisis and rng.random() < 1 - exp(-hazard):
            week.crises.append(self._fall(rng, patient, draw_moment(rng, start, start + WEEK)))
            week.events.extend(week.crises[-1].events)
        week.events.extend(care_for(rng, self._referrals, patient, start))
        if not in_crisis and patient.crisis_ends <= start and rng.random() < _DISCHARGED:
            week.events.append(self._discharge(rng, patient, start))

    def _fall(self, rng: Random, patient: Patient, at: int) -> Crisis:
        crisis = draw_crisis(rng, self._referrals, patient, at)
        patient.crisis_ends = crisis.ends
        patient.severity.break_down()
        return crisis

    def _discharge(self, rng: Random, patient: Patient, start: int) -> Happening:
        del self.patients[patient.person]
        at = draw_moment(rng, start, start + WEEK)
        return patient.write("mh-referral-closed-1", at, patient.team, {"case_id": patient.case_id})

    def _take_on(self, rng: Random, person: Person, at: int, held_until: int) -> list[Happening]:
        age = person.age(day_of(at))
        group = care.GROUPS.draw(rng) if age < 68 or rng.random() < 0.5 else DiagnosisGroup.ORGANIC.value
        interval = rng.choice(_SEEN_AGAIN)
        first = max(at, held_until) + round(rng.uniform(0.5, interval) * DAY)
        first = first - first % DAY + (8 + rng.randrange(_HOURS_OPEN)) * 3_600 + 60 * rng.randrange(0, 60, 15)
        patient = Patient(
            person, draw_severity(rng, group), care.draw_team(rng, group, age), self._referrals.number(),
            interval, first, care.HOMES.draw(rng), care.WORK.draw(rng),
        )  # fmt: skip
        self.patients[person] = patient
        return list(self._introduce(rng, patient, at, held_until))

    def _introduce(self, rng: Random, patient: Patient, at: int, held: int) -> Iterator[Happening]:
        def write(kind: str, days: float, category: str, details: Mapping[str, object] | None = None) -> Happening:
            return patient.write(kind, at + round(days * DAY), category, details, held)

        priority = Priority.ROUTINE if rng.random() < 0.8 else Priority.URGENT
        details = {"case_id": patient.case_id, "priority": priority.value}
        yield write("mh-referral-received-1", 0, patient.team, details)
        yield write("mh-diagnosis-group-recorded-1", rng.uniform(2, 9), patient.severity.group)
        yield write("mh-accommodation-recorded-1", rng.uniform(1, 9), patient.accommodation)
        yield write("mh-employment-recorded-1", rng.uniform(1, 9), patient.employment)
        if rng.random() < 0.45:
            patient.severity.planned = True
            yield write("mh-crisis-plan-recorded-1", rng.uniform(3, 9.5), CarePlan.CRISIS.value)
