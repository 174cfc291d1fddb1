"""What the weeks ahead are expected to add to a patient's log-hazard.

Of events at a rate ``r`` a week that each add ``w``, ``log E[exp(sum)]`` is ``r * (exp(w) - 1)``, and less of what
came earlier is left. All of it is in closed form.
"""

from dataclasses import dataclass
from math import exp

from infra.partnership import incident_odds
from infra.partnership.chance import odds, read_shares
from infra.partnership.hazard import AROUND, ATTENDED_RELIEF, FEW, RELIEF_KEPT, STRAIN_KEPT, STRAINS
from infra.partnership.households import Household
from infra.partnership.medication import MEDICATION, MEDICATION_WEEKLY
from streams.codes.agencies import Agency

WEEKS = 4
# One number for each of the weeks from the present one on, to which nothing is added any more.
Growth = tuple[float, ...]

# Calls for help in a week of a middling patient; they grow with a power of the hazard.
PLEAS = {Agency.POLICE: 0.008, Agency.AMBULANCE: 0.004, Agency.HEALTH: 0.006}
MIDDLING = odds(PLEAS)
_PLEA_POWER, _MIDDLE, _MOST_PLEAS = 0.6, 0.004, 10.0
# Of calls, so many name the person they are about.
_NAMED_BY_POLICE, _NAMED_BY_CREWS = 0.88, 0.95
# Of ambulance calls, so many end in the emergency department; of welfare visits by the police, so many in one.
_CONVEYED, _SENT_FOR, _WELFARE = 0.5, 0.2, 0.25


@dataclass(frozen=True, slots=True)
class Expected:
    """In a week: contacts missed and attended, and calls for help against a middling patient's. ``incidents`` is
    what they are to add, by weeks ahead."""

    missed: float
    seen: float
    pleas: float
    incidents: Growth


def expect_pleas(weekly: float) -> float:
    """How many times as many as the middling patient somebody of this weekly hazard makes."""
    return float(min(_MOST_PLEAS, (weekly / _MIDDLE) ** _PLEA_POWER))


def expect_incidents(household: Household) -> Growth:
    """For one who lives there, of what befalls them or those they live with."""
    members = max(1, len(household.members))
    rate = household.unrest * incident_odds.YEARLY / 52 / members
    around = members - 1 if members <= FEW else 0
    return tuple(rate * (own + around * other) for own, other in zip(_OWN, _OTHERS, strict=True))


def grow(weight: float, kept: float = STRAIN_KEPT) -> Growth:
    """By one event a week."""
    return tuple(sum(exp(weight * kept**age) - 1 for age in range(week)) for week in range(WEEKS))


def _blend(rates: dict[str, float], share: float = 1.0) -> Growth:
    """By weekly ``rates`` of several kinds of event, of whose strain this ``share`` is felt."""
    grown = [(rate, grow(share * STRAINS[event])) for event, rate in rates.items()]
    return tuple(sum(rate * each[week] for rate, each in grown) for week in range(WEEKS))


def _follow_calls(police: float, welfare: float, ambulance: float, health: float, council: float) -> dict[str, float]:
    """What strains whom they name, with what follows at other agencies; ``welfare`` is the share of the police's."""
    named = _NAMED_BY_POLICE * police
    crews = _NAMED_BY_CREWS * (ambulance + _SENT_FOR * welfare * named)
    return {
        "police-incident-recorded-1": named,
        "ambulance-callout-recorded-1": crews,
        "ecds-attendance-recorded-1": health + _CONVEYED * crews,
        "council-case-opened-1": council + 0.05 * crews + 0.08 * welfare * named,
    }


def _follow_incident() -> dict[str, float]:
    called = dict(read_shares(incident_odds.CALLED))
    attended = (1 - incident_odds.MISSED_SHARE) * called[Agency.HEALTH]
    police, crews, council = (called[agency] for agency in (Agency.POLICE, Agency.AMBULANCE, Agency.COUNCIL))
    return _follow_calls(police, _WELFARE, crews, attended, council)


_OWN, _OTHERS = _blend(_follow_incident()), _blend(_follow_incident(), AROUND)
MISSED, SEEN = grow(STRAINS["missed-contact"]), grow(-ATTENDED_RELIEF, RELIEF_KEPT)
PLEADED = _blend(_follow_calls(PLEAS[Agency.POLICE], 1.0, PLEAS[Agency.AMBULANCE], PLEAS[Agency.HEALTH], 0.0))
MEDICATED = _blend({f"medication-{change}": MEDICATION_WEEKLY * share for change, share in read_shares(MEDICATION)})
