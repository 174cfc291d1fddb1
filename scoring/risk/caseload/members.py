"""The caseload, each with what there is to see about them. Cost: 6 µs a person."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.caseload.cases import Case
from scoring.risk.caseload.complexity import find_factors, is_there, weigh_factors
from scoring.risk.caseload.contact import Absence, Discharge, find_absence
from scoring.risk.caseload.groups import group_now, group_then
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.caseload.stepping import SPANS, Rise, find_rise, may_step_down
from streams.caseload import CaseloadPlan, Factor, Weights
from streams.codes.caseload import Cohort, RiskGroup


@dataclass(frozen=True, slots=True)
class Member:
    """``absence`` is None for who was seen lately enough; ``discharge`` for who was in no hospital lately. ``weight``:
    what the case counts as in a workload."""

    case: Case
    group: RiskGroup
    rise: Rise | None
    absence: Absence | None
    discharge: Discharge | None
    factors: tuple[Factor, ...]
    cohorts: frozenset[Cohort]
    weight: float

    @property
    def complexity(self) -> float:
        return weigh_factors(self.factors)


def find_members(
    cases: Collection[Case], plan: CaseloadPlan, t: float, discharges: Mapping[EntityId, Discharge]
) -> list[Member]:
    """``cases`` must be whole teams. ``discharges``: of whom was in hospital lately."""
    groups = group_now(cases, plan.cuts)
    earlier = {days: group_then(cases, plan.cuts, t - days * DAY) for days in SPANS}
    weights = weigh_groups(plan.weights)
    found = []
    for case in cases:
        group = groups[case.person]
        rise = find_rise(case, group, earlier, plan.changes.rise, t)
        found.append(_find_member(case, group, weights[group], rise, discharges.get(case.person), plan, t))
    return found


def _find_member(
    case: Case,
    group: RiskGroup,
    weight: float,
    rise: Rise | None,
    discharge: Discharge | None,
    plan: CaseloadPlan,
    t: float,
) -> Member:
    factors = find_factors(case.course, plan.factors, t)
    away = None if group is RiskGroup.IN_CRISIS else find_absence(case.course, plan.following, t)
    lately = discharge if discharge and t - discharge.ended <= plan.following.discharged_days * DAY else None
    cohorts = frozenset(_find_cohorts(case, group, rise, away, lately, plan, t))
    weighed = weight + plan.weights.complexity_point * weigh_factors(factors)
    return Member(case, group, rise, away, lately, factors, cohorts, weighed)


def _find_cohorts(
    case: Case,
    group: RiskGroup,
    rise: Rise | None,
    away: Absence | None,
    lately: Discharge | None,
    plan: CaseloadPlan,
    t: float,
) -> Iterator[Cohort]:
    if rise:
        yield Cohort.STEP_UP
    if away:
        yield Cohort.LOST
    if lately:
        yield Cohort.DISCHARGED
        if lately.seen is None and group is not RiskGroup.IN_CRISIS:
            yield Cohort.FOLLOW_UP_DUE
    if not away and may_step_down(case, group, plan, t):
        yield Cohort.STEP_DOWN
    if any(is_there(case.course, factor, t) for factor in plan.shielding.factors):
        yield Cohort.SHIELDING


def hold_back(members: Collection[Member], assurance: Assurance) -> list[Member]:
    """Where the step-down list is not given, nobody is said to be ready in any other place either."""
    if assurance.allows:
        return list(members)
    return [replace(member, cohorts=member.cohorts - {Cohort.STEP_DOWN}) for member in members]


def weigh_groups(weights: Weights) -> dict[RiskGroup, float]:
    return {
        RiskGroup.IN_CRISIS: weights.in_crisis,
        RiskGroup.HIGHEST: weights.highest,
        RiskGroup.RAISED: weights.raised,
        RiskGroup.USUAL: weights.usual,
        RiskGroup.LOW: weights.low,
        RiskGroup.UNDER_AGE: weights.usual,
    }
