"""How many of those whom the step-down list would have named came into crisis: without that nobody may rely on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scoring.risk.caseload.stepping import Named
from scoring.risk.judging.estimates import Estimate, share
from streams.caseload import CaseloadPlan


class Assurance(StrEnum):
    """``TOO_FEW``: the crises seen would allow the list, and there are too few people to be sure of it. ``UNFIT``: the
    model is."""

    WITHIN = "within"
    TOO_FEW = "too-few"
    EXCEEDED = "exceeded"
    UNFIT = "unfit"

    @property
    def allows(self) -> bool:
        """That anybody is said to be ready."""
        return self not in (Assurance.EXCEEDED, Assurance.UNFIT)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """``people`` were named at ``moments`` 28 days or more apart; ``rate`` a 28 days, with Wilson's 95 % interval."""

    people: int
    moments: int
    crises: int
    rate: Estimate
    assurance: Assurance


def find_guarantee(named: Iterable[Named], plan: CaseloadPlan) -> Guarantee:
    """From what the list would have said of each person who is or was on the caseload: of the last 13 weeks."""
    found = [one for one in named if one]
    labels = [label for one in found for _, label in one]
    rate = estimate_rate(sum(labels), len(labels))
    return Guarantee(len(found), len(labels), sum(labels), rate, _judge(rate, plan.changes.most_per_1000 / 1_000))


def estimate_rate(events: int, of: int) -> Estimate:
    """Wilson's interval, each counting as independent of the others."""
    if not of:
        return Estimate(0.0, 0.0, 1.0)
    value = events / of
    return share(value, value * (1 - value) / of, of)


def _judge(rate: Estimate, most: float) -> Assurance:
    if rate.high <= most:
        return Assurance.WITHIN
    return Assurance.EXCEEDED if rate.value > most else Assurance.TOO_FEW
