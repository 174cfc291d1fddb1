"""The known hazard of crisis. A crisis is a non-elective psychiatric spell or an accepted referral to the crisis team.

The weekly log-hazard is a base, plus a latent severity that drifts, plus what past crises and events add and
decays by the week. Everything that decides a week's hazard lies before that week.
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

from streams.codes.mental_health import DiagnosisGroup as Group

# Tuned so that about 3 % of weekly points are followed by a crisis within 28 days.
_BASE = -5.4
_GROUPS: dict[str, float] = {
    Group.PSYCHOSIS: 0.35, Group.BIPOLAR: 0.25, Group.PERSONALITY: 0.5, Group.DEPRESSION: 0.0, Group.ANXIETY: -0.5,
    Group.ORGANIC: -0.7, Group.SUBSTANCE: 0.3, Group.EATING: -0.2, Group.OTHER: -0.2,
}  # fmt: skip
_STAY, _SPREAD = 0.97, 0.85
_HORIZON_WEEKS = 4

# What is left after a week, by half-lives of 9, 4 and 3 weeks. Relief comes of attended contacts, strain of all
# that goes wrong.
_EXCITATION_KEPT, _STRAIN_KEPT, _RELIEF_KEPT = exp(-log(2) / 9), exp(-log(2) / 4), exp(-log(2) / 3)
_EXCITATION, _MOST_EXCITATION, _MOST_STRAIN, _MOST_RELIEF = 0.95, 2.2, 2.5, 0.8

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


@dataclass(slots=True)
class Severity:
    """The state of one patient; ``latent`` has a standard deviation of 0.85 in the long run."""

    group: str
    latent: float
    excitation: float = 0.0
    strain: float = 0.0
    relief: float = 0.0
    planned: bool = False

    def weekly(self) -> float:
        """Expected crises in the coming week, out of crisis."""
        return exp(self._level(self.latent, 0))

    def within_horizon(self) -> float:
        """Probability of a crisis in the next 28 days if nothing more happened: what an oracle could forecast."""
        expected = 0.0
        for week in range(_HORIZON_WEEKS):
            kept = exp(week * log(_STAY))
            unknown = _SPREAD**2 * (1 - kept**2) / 2
            expected += exp(self._level(self.latent * kept, week) + unknown)
        return 1 - exp(-expected)

    def pass_week(self, rng: Random) -> None:
        self.latent = _STAY * self.latent + _SPREAD * sqrt(1 - _STAY**2) * rng.gauss(0, 1)
        self.excitation *= _EXCITATION_KEPT
        self.strain *= _STRAIN_KEPT
        self.relief *= _RELIEF_KEPT

    def suffer(self, event: str) -> None:
        self.strain = min(_MOST_STRAIN, self.strain + STRAINS.get(event, 0.0))

    def ease(self) -> None:
        self.relief = min(_MOST_RELIEF, self.relief + ATTENDED_RELIEF)

    def break_down(self) -> None:
        self.excitation = min(_MOST_EXCITATION, self.excitation + _EXCITATION)

    def _level(self, latent: float, weeks: int) -> float:
        passing = (
            self.excitation * _EXCITATION_KEPT**weeks
            + self.strain * _STRAIN_KEPT**weeks
            - self.relief * _RELIEF_KEPT**weeks
        )
        return _BASE + _GROUPS[self.group] + latent + passing - PLAN_RELIEF * self.planned


def draw_severity(rng: Random, group: str) -> Severity:
    return Severity(group, rng.gauss(0, _SPREAD))
