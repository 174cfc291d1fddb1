"""Taking somebody on: what they are like, and what the trust first writes down of them."""

from collections.abc import Iterator, Mapping
from random import Random

from infra.partnership import care
from infra.partnership.care import Patient, Referrals
from infra.partnership.coming import Growth
from infra.partnership.happenings import Happening
from infra.partnership.hazard import draw_severity
from infra.partnership.people import Person
from infra.partnership.plan import DAY, day_of
from infra.partnership.standing import KNOWN, deprivation_fifth, ethnic_group
from streams.codes.mental_health import CarePlan, DiagnosisGroup, Priority

_HOURS_OPEN = 9
_PLANNED = 0.45


def admit(
    rng: Random, referrals: Referrals, person: Person, at: int, held_until: int, interval: int, inflow: Growth
) -> Patient:
    """``held_until`` is 0 for who is referred now. ``interval`` in days from contact to contact."""
    age = person.age(day_of(at))
    group = care.GROUPS.draw(rng) if age < 68 or rng.random() < 0.5 else DiagnosisGroup.ORGANIC.value
    first = max(at, held_until) + round(rng.uniform(0.5, interval) * DAY)
    first = first - first % DAY + (8 + rng.randrange(_HOURS_OPEN)) * 3_600 + 60 * rng.randrange(0, 60, 15)
    severity = draw_severity(rng, group, care.HOMES.draw(rng), care.WORK.draw(rng), new=not held_until)
    team = care.draw_team(rng, group, age)
    return Patient(person, severity, team, referrals.number(), interval, first, inflow)


def introduce(rng: Random, seed: int, patient: Patient, at: int, held_until: int) -> Iterator[Happening]:
    def write(kind: str, days: float, category: str, details: Mapping[str, object] | None = None) -> Happening:
        return patient.write(kind, at + round(days * DAY), category, details, held_until)

    priority = Priority.ROUTINE if rng.random() < 0.8 else Priority.URGENT
    details = {"case_id": patient.case_id, "priority": priority.value}
    yield write("mh-referral-received-1", 0, patient.team, details)
    yield write("mh-diagnosis-group-recorded-1", rng.uniform(2, 9), patient.severity.group)
    yield write("mh-accommodation-recorded-1", rng.uniform(1, 9), patient.severity.home)
    yield write("mh-employment-recorded-1", rng.uniform(1, 9), patient.severity.work)
    if rng.random() < KNOWN:
        yield write("mh-ethnic-group-recorded-1", rng.uniform(0, 9), ethnic_group(seed, patient.person))
    if rng.random() < KNOWN:
        yield write("mh-deprivation-recorded-1", rng.uniform(0, 2), deprivation_fifth(seed, patient.person))
    if rng.random() < _PLANNED:
        patient.severity.planned = True
        yield write("mh-crisis-plan-recorded-1", rng.uniform(3, 9.5), CarePlan.CRISIS.value)
