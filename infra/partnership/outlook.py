"""The probability of a crisis within 28 days, from all that decides it and what is yet to be drawn.

An expectation in closed form; tests hold it against what happens. It leaves out that strain and relief have a
most, but for ``Severity.room``, that somebody may lose a home or work, and that calls lead to calls.
"""

from dataclasses import dataclass
from math import exp

from infra.partnership.coming import MEDICATED, MISSED, PLEADED, SEEN, WEEKS, Expected, Growth
from infra.partnership.hazard import (
    DISCHARGED,
    EXCITATION_KEPT,
    RELIEF_KEPT,
    SPREAD,
    STAY,
    STRAIN_KEPT,
    Severity,
)

# From simulated patients: the relative variance of the hazard of four weeks, given the first; and what each week
# ahead adds for what is left out here.
_SPREAD_AHEAD, _LEFT_OUT = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class _Aged:
    """What is left of each part of the log-hazard some weeks on, and what will have been added for each expected.

    ``drawn`` is half the variance of what the latent severity will have drawn by then. ``stay`` is the share not
    yet discharged: who is falls into no crisis that the trust would see.
    """

    kept: float
    drawn: float
    excited: float
    strained: float
    relieved: float
    stay: float
    missed: float
    seen: float
    pleas: float
    others: float


def _age(week: int) -> _Aged:
    kept = STAY**week
    left = EXCITATION_KEPT**week, STRAIN_KEPT**week, RELIEF_KEPT**week, (1 - DISCHARGED) ** week
    added = MISSED[week], SEEN[week], PLEADED[week], MEDICATED[week] + week * _LEFT_OUT
    return _Aged(kept, SPREAD**2 * (1 - kept**2) / 2, *left, *added)


_AGED = tuple(_age(week) for week in range(WEEKS))


def foresee(severity: Severity, latent: float, doubt: float, ahead: Expected, factors: Growth) -> float:
    """``doubt`` is the variance of ``latent``: 0 for the truth. ``factors`` of the hazard, by weeks ahead."""
    settled, room, hazard = severity.settled(), severity.room(), 0.0
    for aged, incidents, factor in zip(_AGED, ahead.incidents, factors, strict=True):
        passing = severity.excitation * aged.excited + severity.strain * aged.strained - severity.relief * aged.relieved
        coming = incidents + ahead.missed * aged.missed + ahead.pleas * aged.pleas + aged.others
        hidden = latent * aged.kept + doubt * aged.kept**2 / 2 + aged.drawn
        hazard += factor * aged.stay * exp(settled + passing + hidden + room * coming + ahead.seen * aged.seen)
    # Not ``exp(-hazard)``: the hazard is not known but spread, here like a gamma distribution, and more survive.
    spread = _SPREAD_AHEAD + exp(doubt) - 1
    return float(1 - (1 + spread * hazard) ** (-1 / spread))
