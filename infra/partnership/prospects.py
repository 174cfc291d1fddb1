"""What awaits each patient at the start of a week: the truth, and the best that could be known."""

from dataclasses import dataclass
from math import exp

from infra.partnership import care
from infra.partnership.care import Patient
from infra.partnership.coming import Expected, Growth, expect_pleas
from infra.partnership.outlook import foresee
from infra.partnership.people import Person
from infra.partnership.scenario import Regime


@dataclass(frozen=True, slots=True)
class Prospect:
    """``within_28_days`` is the true probability, and ``observable`` the one of :class:`Belief`, which does not see
    the latent severity. ``hazard`` is of the week, and ``supposed`` is what the belief has for it.

    In crisis all are 0: nobody falls into the crisis they are in.
    """

    person: Person
    team: str
    week: int
    in_crisis: bool
    hazard: float = 0.0
    supposed: float = 0.0
    within_28_days: float = 0.0
    observable: float = 0.0

    def chances(self) -> tuple[float, float, float]:
        return self.hazard, self.within_28_days, self.observable


def look_ahead(patient: Patient, week: int, in_crisis: bool, factors: Growth, regime: Regime) -> Prospect:
    if in_crisis:
        return Prospect(patient.person, patient.team, week, True)
    severity, belief = patient.severity, patient.belief
    weekly = severity.weekly()
    likely = weekly * exp(belief.mean - severity.latent)
    truly = foresee(severity, severity.latent, 0.0, _expect(patient, severity.latent, weekly, regime), factors)
    seen = foresee(severity, belief.mean, belief.variance, _expect(patient, belief.mean, likely, regime), factors)
    hazards = weekly * factors[0], likely * factors[0]
    return Prospect(patient.person, patient.team, week, False, *hazards, truly, seen)


def _expect(patient: Patient, latent: float, weekly: float, regime: Regime) -> Expected:
    interval = max(7, round(patient.interval * regime.interval))
    missed = care.share_missed(latent, regime.missed)
    rate = 7 / (interval - missed * (interval - 7))
    return Expected(rate * missed, rate * (1 - missed - care.CANCELLED), expect_pleas(weekly), patient.inflow)
