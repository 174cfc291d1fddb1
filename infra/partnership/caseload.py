"""The trust's caseload through the weeks: who is on it, what is done for them, and who falls into crisis."""

from dataclasses import dataclass
from math import exp
from random import Random

from infra.partnership.care import Patient, Referrals
from infra.partnership.care_weeks import care_for
from infra.partnership.chance import draw_count, draw_moment
from infra.partnership.coming import WEEKS, Growth, expect_incidents
from infra.partnership.crises import Crisis, draw_crisis
from infra.partnership.happenings import Happening
from infra.partnership.hazard import AROUND, DISCHARGED, FEW, STRAINS
from infra.partnership.households import Household
from infra.partnership.joining import admit, introduce
from infra.partnership.people import Person
from infra.partnership.plan import DAY, WEEK, AreaPlan, Plan, day_of
from infra.partnership.pleas import plead
from infra.partnership.population import Population
from infra.partnership.prospects import Prospect, look_ahead

# Share of adults on the caseload; about twice the national share, so that a small demo has a caseload to show.
_SHARE = 0.045
# Weekly, against the size of the caseload.
_REFERRED = 0.0035
_SEEN_AGAIN = (7, 14, 14, 14, 28, 28)
# Of a whole trust's caseload, on which many are seen every other month.
_SEEN_AGAIN_OF_MANY = (14, 14, 28, 28, 28, 42)
# To find an adult who is not on the caseload, where two in three are.
_TRIES = 20


@dataclass(frozen=True, slots=True)
class CareWeek:
    events: list[Happening]
    prospects: list[Prospect]
    crises: list[Crisis]


class Caseload:
    def __init__(self, plan: Plan, area: AreaPlan, population: Population, rng: Random) -> None:
        self._plan, self._referrals, self._scenario = plan, Referrals(area), plan.scenario
        today = day_of(plan.starts)
        self._homes = {person: home for home in population.households for person in home.members}
        self._adults = [person for person in self._homes if person.is_adult(today)]
        self._intervals = _SEEN_AGAIN_OF_MANY if area.patients else _SEEN_AGAIN
        self.patients: dict[Person, Patient] = {}
        self._opening: list[Happening] = []
        for person in self._choose(rng, area, population.households):
            referred = plan.starts - round(rng.uniform(10, 900) * DAY)
            self._opening += self._take_on(rng, person, referred, plan.starts)

    def _choose(self, rng: Random, area: AreaPlan, households: list[Household]) -> list[Person]:
        """Of a large caseload nearly each has a home of their own; of a small one anybody may be on it."""
        if not area.patients:
            return rng.sample(self._adults, max(1, round(len(self._adults) * _SHARE)))
        today = day_of(self._plan.starts)
        adults = [[person for person in home.members if person.is_adult(today)] for home in households]
        firsts = [rng.choice(each) for each in adults if each]
        rest = sorted(set(self._adults) - set(firsts), key=lambda person: person.serial)
        rng.shuffle(firsts)
        return (firsts + rng.sample(rest, len(rest)))[: area.patients]

    def notice(self, happening: Happening) -> None:
        """Another agency's event bears from the next week on: on the patient, and on a patient they live with."""
        if happening.person is None or happening.type not in STRAINS:
            return
        mates = happening.person.mates if len(happening.person.mates) <= FEW else [happening.person]
        for mate in mates:
            if patient := self.patients.get(mate):
                patient.severity.suffer(happening.type, 1.0 if mate is happening.person else AROUND)

    def pass_week(self, rng: Random, start: int) -> CareWeek:
        week = CareWeek(self._opening, [], [])
        self._opening = []
        factors = tuple(self._scenario.regime(start + ahead * WEEK).hazard for ahead in range(WEEKS))
        for patient in list(self.patients.values()):
            self._pass_patient_week(rng, patient, start, week, factors)
        for _ in range(draw_count(rng, len(self.patients) * _REFERRED)):
            if person := self._find_new(rng):
                week.events.extend(self._take_on(rng, person, draw_moment(rng, start, start + WEEK), 0))
        return week

    def _find_new(self, rng: Random) -> Person | None:
        drawn = (rng.choice(self._adults) for _ in range(_TRIES))
        return next((person for person in drawn if person not in self.patients), None)

    def _pass_patient_week(self, rng: Random, patient: Patient, start: int, week: CareWeek, factors: Growth) -> None:
        in_crisis, severity, regime = patient.crisis_ends > start, patient.severity, self._scenario.regime(start)
        if start - WEEK < patient.crisis_ends <= start:
            severity.suffer("crisis-ended")
        prospect = look_ahead(patient, start, in_crisis, factors, regime)
        week.prospects.append(prospect)
        fell = not in_crisis and rng.random() < 1 - exp(-prospect.hazard)
        if not in_crisis:
            patient.belief.count(int(fell), prospect.supposed)
        severity.pass_week(rng)
        patient.belief.pass_week()
        if fell:
            week.crises.append(self._fall(rng, patient, draw_moment(rng, start, start + WEEK)))
            week.events.extend(week.crises[-1].events)
        if not in_crisis:
            week.events.extend(plead(rng, patient, start))
        week.events.extend(care_for(rng, self._referrals, patient, start, regime))
        if fell:
            # Last, or what comes before the crisis in this week would already tell of it.
            severity.break_down()
        elif not in_crisis and rng.random() < DISCHARGED:
            week.events.append(self._discharge(rng, patient, start))

    def _fall(self, rng: Random, patient: Patient, at: int) -> Crisis:
        crisis = draw_crisis(rng, self._referrals, patient, at, self._scenario.elsewhere)
        patient.crisis_begins, patient.crisis_ends = at, crisis.ends
        return crisis

    def _discharge(self, rng: Random, patient: Patient, start: int) -> Happening:
        del self.patients[patient.person]
        at = draw_moment(rng, start, start + WEEK)
        return patient.write("mh-referral-closed-1", at, patient.team, {"case_id": patient.case_id})

    def _take_on(self, rng: Random, person: Person, at: int, held_until: int) -> list[Happening]:
        interval, inflow = rng.choice(self._intervals), expect_incidents(self._homes[person])
        patient = admit(rng, self._referrals, person, at, held_until, interval, inflow)
        self.patients[person] = patient
        return list(introduce(rng, self._plan.seed, patient, at, held_until))
