"""A week of one patient's care: contacts, medication, home and work, and what looks like a crisis and is none."""

from collections.abc import Iterator
from math import exp
from random import Random

from infra.partnership import care
from infra.partnership.care import Patient, Referrals
from infra.partnership.chance import draw_moment
from infra.partnership.happenings import Happening
from infra.partnership.medication import MEDICATION, MEDICATION_WEEKLY
from infra.partnership.plan import DAY, WEEK, in_office_hours
from infra.partnership.scenario import Regime
from streams.codes.mental_health import AdmissionMethod, CarePlan, Employment, Priority, TeamType, WardClass

# Rates of one week.
_HOME, _WORK, _PLAN = 0.004, 0.004, 0.006
_REJECTED, _LIAISON, _ELECTIVE = 0.0016, 0.004, 0.0004


def care_for(rng: Random, referrals: Referrals, patient: Patient, start: int, regime: Regime) -> Iterator[Happening]:
    yield from _see(rng, patient, start, regime)
    at = in_office_hours(draw_moment(rng, start, start + WEEK))
    if rng.random() < MEDICATION_WEEKLY:
        change = MEDICATION.draw(rng)
        patient.severity.suffer(f"medication-{change}")
        yield patient.write("mh-medication-changed-1", at, change)
    if rng.random() < _HOME:
        yield _rehouse(rng, patient, at)
    if rng.random() < _WORK:
        yield _reemploy(rng, patient, at)
    if not patient.severity.planned and rng.random() < _PLAN:
        patient.severity.planned = True
        yield patient.write("mh-crisis-plan-recorded-1", at, CarePlan.CRISIS.value)
    yield from _try_elsewhere(rng, referrals, patient, at)


def _see(rng: Random, patient: Patient, start: int, regime: Regime) -> Iterator[Happening]:
    interval = round(patient.interval * regime.interval)
    while patient.next_contact < start + WEEK:
        at, patient.next_contact = patient.next_contact, patient.next_contact + interval * DAY
        if at < start or patient.crisis_begins <= at < patient.crisis_ends:
            continue
        status = care.draw_attendance(rng, care.share_missed(patient.severity.latent, regime.missed))
        if missed := status in care.MISSED:
            patient.severity.suffer("missed-contact")
            # Somebody who was missed is tried again sooner.
            patient.next_contact = at + min(7, interval) * DAY
        elif status in care.SEEN:
            patient.severity.ease()
        share = care.share_missed(patient.belief.mean, regime.missed)
        patient.belief.see(missed, share, care.MISSED_SLOPE * regime.missed)
        yield patient.write("mh-contact-recorded-1", at, status, {"team": patient.team})


def _rehouse(rng: Random, patient: Patient, at: int) -> Happening:
    before, patient.severity.home = patient.severity.home, care.HOMES.draw(rng)
    if patient.severity.home in care.UNSETTLED and before not in care.UNSETTLED:
        patient.severity.suffer("home-lost")
    return patient.write("mh-accommodation-recorded-1", at, patient.severity.home)


def _reemploy(rng: Random, patient: Patient, at: int) -> Happening:
    before, patient.severity.work = patient.severity.work, care.WORK.draw(rng)
    if before == Employment.EMPLOYED != patient.severity.work:
        patient.severity.suffer("work-lost")
    return patient.write("mh-employment-recorded-1", at, patient.severity.work)


def _try_elsewhere(rng: Random, referrals: Referrals, patient: Patient, at: int) -> Iterator[Happening]:
    """What looks like a crisis and is none: a rejected referral, liaison, a planned stay."""
    worse = patient.severity.weekly() / 0.004
    rejected, liaison = (rng.random() < min(0.2, weekly * worse) for weekly in (_REJECTED, _LIAISON))
    expected = (_REJECTED + _LIAISON) * worse * exp(patient.belief.mean - patient.severity.latent)
    patient.belief.count(rejected + liaison, min(0.4, expected))
    if rejected:
        team = TeamType.CRISIS_RESOLUTION.value
        yield referrals.refer(rng, patient, at, team, care.draw_priority(rng), accepted=False)
    if liaison:
        team = rng.choice((TeamType.LIAISON, TeamType.SINGLE_POINT_OF_ACCESS, TeamType.CRISIS_LINE)).value
        yield referrals.refer(rng, patient, at, team, Priority.URGENT.value)
    if rng.random() < _ELECTIVE:
        details = {"case_id": referrals.number(), "admission_method": AdmissionMethod.PLANNED.value}
        ward = WardClass.REHABILITATION.value
        yield patient.write("mh-spell-started-1", at, ward, details)
        yield patient.write("mh-spell-ended-1", at + round(rng.uniform(20, 90) * DAY), ward, details)
