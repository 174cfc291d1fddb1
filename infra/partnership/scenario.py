"""What the simulated world may do besides standing still. Several scenarios can be combined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from streams.codes.mental_health import EthnicGroup
from streams.codes.person import Gender
from streams.errors import Invalid

STATIONARY = "stationary"
# Of what an area's police are called to, the welfare visits that a changed policy does without.
WELFARE_CUT, VANISHING = 0.45, 0.25


@dataclass(frozen=True, slots=True)
class Regime:
    """``hazard`` and ``missed`` are factors, of the weekly hazard and of the share of contacts that are missed;
    ``interval`` one of the days from contact to contact. ``heard`` is the share of events, by type, that are
    recorded at all."""

    hazard: float = 1.0
    missed: float = 1.0
    interval: float = 1.0
    heard: Mapping[str, float] = field(default_factory=dict)
    welfare_cut: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """``turns`` is when ``later`` takes over from ``Regime()``, 0 for never.

    ``unheard`` is the ethnic group, or the sex, of whose events only ``unheard_share`` are recorded, from the
    beginning.
    ``noise`` multiplies the share of files with a fault; ``late`` and ``late_days`` are the share of events that
    come late, and by how much; ``elsewhere`` is the share of crises that a trust elsewhere meets.
    """

    names: tuple[str, ...] = (STATIONARY,)
    turns: int = 0
    later: Regime = field(default_factory=Regime)
    unheard: str = ""
    unheard_share: float = 1.0
    noise: float = 1.0
    late: float = 0.015
    late_days: float = 9.0
    elsewhere: float = 0.04

    def regime(self, at: int) -> Regime:
        return self.later if self.turns and at >= self.turns else _BEFORE


_BEFORE = Regime()
# A year like 2020/21: people stay away from the emergency department and are met less often, face to face least.
_PANDEMIC = MappingProxyType(
    {
        "ecds-attendance-recorded-1": 0.65,
        "ambulance-callout-recorded-1": 0.85,
        "council-case-opened-1": 0.75,
        "fire-incident-recorded-1": 0.8,
    }
)
_TURNED: dict[str, dict[str, Any]] = {
    "regime-change": {"hazard": 1.25, "missed": 1.5, "interval": 1.4, "heard": _PANDEMIC},
    "police-withdrawal": {"welfare_cut": True},
}
_ALWAYS: dict[str, dict[str, Any]] = {
    STATIONARY: {},
    "unequal-recording": {"unheard": EthnicGroup.BLACK.value, "unheard_share": 0.6},
    # Half of all people, so that what it does to calibration can be told from chance.
    "unequal-sexes": {"unheard": Gender.FEMALE.value, "unheard_share": 0.35},
    "harsh": {"noise": 2.0, "late": 0.06, "late_days": 14.0, "elsewhere": 0.12},
}
SCENARIOS = (*_ALWAYS, *_TURNED)


def combine(names: Iterable[str], turns: int) -> Scenario:
    """Raises :class:`Invalid` for a name that is none of ``SCENARIOS``."""
    wanted = tuple(sorted(set(names) - {STATIONARY}))
    if unknown := set(wanted) - set(SCENARIOS):
        raise Invalid("scenario", f"{', '.join(sorted(unknown))}: choose from {', '.join(SCENARIOS)}", "scenario")
    scenario, later = Scenario(wanted or (STATIONARY,)), Regime()
    for name in wanted:
        scenario = replace(scenario, **_ALWAYS.get(name, {}))
        later = replace(later, **_TURNED.get(name, {}))
    return replace(scenario, turns=turns, later=later) if later != Regime() else scenario
