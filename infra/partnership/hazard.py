"""The known hazard of crisis. A crisis is a non-elective psychiatric spell or an accepted referral to the crisis team.

The weekly log-hazard is a base, plus a latent severity that drifts, plus what past crises and events add and
decays by the week. Everything that decides a week's hazard lies before that week.
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

from streams.codes.mental_health import Accommodation as Home
from streams.codes.mental_health import DiagnosisGroup as Group
from streams.codes.mental_health import Employment as Work

# Tuned so that about 3 % of weekly points are followed by a crisis within 28 days.
_BASE = -5.65
_GROUPS: dict[str, float] = {
    Group.PSYCHOSIS: 0.55, Group.BIPOLAR: 0.35, Group.PERSONALITY: 0.7, Group.DEPRESSION: -0.2, Group.ANXIETY: -1.1,
    Group.ORGANIC: -1.6, Group.SUBSTANCE: 0.35, Group.EATING: -0.35, Group.OTHER: -0.55,
}  # fmt: skip
_HOMES: dict[str, float] = {
    Home.OWNER_OCCUPIER: -0.35, Home.SUPPORTED: 0.25, Home.TEMPORARY: 0.45, Home.SOFA_SURFING: 0.55,
    Home.NIGHT_SHELTER: 0.7, Home.ROUGH_SLEEPER: 0.8,
}  # fmt: skip
_WORK: dict[str, float] = {
    Work.EMPLOYED: -0.65, Work.STUDENT: -0.25, Work.RETIRED: -0.35, Work.UNEMPLOYED: 0.2, Work.LONG_TERM_SICK: 0.2,
}  # fmt: skip
# Of the latent severity: what is left of it after a week, and its standard deviation in the long run.
STAY, SPREAD = 0.985, 0.7

# What is left after a week, by half-lives of 9, 4 and 3 weeks. Relief comes of attended contacts, strain of all
# that goes wrong.
EXCITATION_KEPT, STRAIN_KEPT, RELIEF_KEPT = exp(-log(2) / 9), exp(-log(2) / 4), exp(-log(2) / 3)
_EXCITATION, _MOST_EXCITATION, _MOST_STRAIN, _MOST_RELIEF = 0.4, 0.8, 1.2, 0.8
_SCAR_KEPT = exp(-log(2) / 52)
_SCAR, _MOST_SCAR = 0.3, 0.9
# Who was just referred was referred for a reason.
_NEW = 0.8

# What one event adds to the log-hazard from the next week on.
STRAINS = {
    "police-incident-recorded-1": 0.4,
    "ambulance-callout-recorded-1": 0.35,
    "ecds-attendance-recorded-1": 0.3,
    "council-case-opened-1": 0.15,
    "missed-contact": 0.25,
    "medication-started": 0.1,
    "medication-dose-changed": 0.15,
    "medication-switched": 0.35,
    "medication-stopped": 0.6,
    "home-lost": 0.7,
    "work-lost": 0.3,
    "crisis-ended": 0.4,
}
ATTENDED_RELIEF, PLAN_RELIEF = 0.12, 0.25
# Of those out of crisis, in a week.
DISCHARGED = 0.003
# Of what an event adds for whom it names, so much is added for the few who live with them.
AROUND, FEW = 0.35, 6


@dataclass(slots=True)
class Severity:
    """The state of one patient. ``latent`` is seen by nobody; all else follows from what is recorded, or could be.

    ``scar`` is what past crises leave for years.
    """

    group: str
    latent: float
    home: str
    work: str
    excitation: float = 0.0
    scar: float = 0.0
    strain: float = 0.0
    relief: float = 0.0
    planned: bool = False

    def weekly(self) -> float:
        """Expected crises in the coming week, out of crisis."""
        return exp(self.settled() + self.latent + self.excitation + self.strain - self.relief)

    def settled(self) -> float:
        """The part of the log-hazard that hardly passes within a month."""
        standing = _GROUPS[self.group] + _HOMES.get(self.home, 0.0) + _WORK.get(self.work, 0.0)
        return _BASE + standing + self.scar - PLAN_RELIEF * self.planned

    def room(self) -> float:
        """The share of coming strain that still adds; there is a most that anybody can be strained."""
        return 1 - (self.strain / _MOST_STRAIN) ** 2

    def pass_week(self, rng: Random) -> None:
        self.latent = STAY * self.latent + SPREAD * sqrt(1 - STAY**2) * rng.gauss(0, 1)
        self.excitation *= EXCITATION_KEPT
        self.scar *= _SCAR_KEPT
        self.strain *= STRAIN_KEPT
        self.relief *= RELIEF_KEPT

    def suffer(self, event: str, share: float = 1.0) -> None:
        self.strain = min(_MOST_STRAIN, self.strain + share * STRAINS.get(event, 0.0))

    def ease(self) -> None:
        self.relief = min(_MOST_RELIEF, self.relief + ATTENDED_RELIEF)

    def break_down(self) -> None:
        self.excitation = min(_MOST_EXCITATION, self.excitation + _EXCITATION)
        self.scar = min(_MOST_SCAR, self.scar + _SCAR)


def draw_severity(rng: Random, group: str, home: str, work: str, new: bool) -> Severity:
    return Severity(group, rng.gauss(0, SPREAD), home, work, excitation=_NEW * new)
