"""Who rose into a higher risk group, and who may be ready to step down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.caseload.cases import Case, find_moment, find_score, find_trait
from scoring.risk.caseload.groups import is_higher
from scoring.risk.held import Awaiting, PersonRisk
from scoring.risk.signals import FREE
from streams.caseload import CaseloadPlan
from streams.codes.caseload import RiskGroup

# A week and four weeks: what a team meeting looks back to.
SPANS = (7, 28)
# Weekly scores are a week apart but for the moment at which a tick took them up.
_WEEK_AND_SOME = 8 * DAY
_WEEK = 7 * DAY
Named = list[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Rise:
    """Since ``days`` ago."""

    days: int
    group: RiskGroup
    probability: float


def find_rise(
    case: Case, group: RiskGroup, earlier: Mapping[int, Mapping[EntityId, RiskGroup]], rise: float, t: float
) -> Rise | None:
    """To raised or highest risk, since the latest of the moments from which they rose. ``earlier``: groups by so many
    days ago."""
    if group not in (RiskGroup.RAISED, RiskGroup.HIGHEST):
        return None
    for days in SPANS:
        then = earlier[days].get(case.person)
        score = find_score(case, t - days * DAY)
        if then is None or score is None or case.probability is None:
            continue
        if is_higher(group, then) and case.probability >= rise * score:
            return Rise(days, then, score)
    return None


def may_step_down(case: Case, group: RiskGroup, plan: CaseloadPlan, t: float) -> bool:
    """Nobody who is detained, as far as it is recorded."""
    course, changes = case.course, plan.changes
    settled = t - find_moment(course, "caseload") >= changes.settled_days * DAY
    free = find_trait(course, "legal-status") in FREE | {""}
    calm = is_calm(course.crises, find_moment(course, "crisis-end"), changes.calm_days, t)
    return group is RiskGroup.LOW and settled and free and calm and was_low(case.weekly, plan, t)


def is_calm(crises: tuple[tuple[float, float], ...], ended: float, days: int, t: float) -> bool:
    open_now = any(not end or end > t for start, end in crises if start <= t)
    return not open_now and (not ended or t - ended >= days * DAY)


def was_low(weekly: Sequence[Awaiting], plan: CaseloadPlan, t: float) -> bool:
    """The last so many weekly scores by ``t``, none missing between them. ``weekly`` earliest first."""
    wanted = plan.changes.low_weeks
    last = [one for one in weekly if one.made <= t][-wanted:]
    if len(last) < wanted or any(one.probability >= plan.cuts.low for one in last):
        return False
    return t - last[0].made < wanted * _WEEK + (_WEEK_AND_SOME - _WEEK)


def would_have_named(risk: PersonRisk, plan: CaseloadPlan) -> Named:
    """When the step-down list would have had them, and whether a crisis followed within 28 days; moments at least as
    far apart, so that no crisis counts twice.

    Whether there was a crisis in the calm time before is known only where the last one was before it: where it came
    after, they count as named, so that more crises are seen among those named rather than fewer.
    """
    ended = find_moment(risk.course, "crisis-end") if risk.course else 0.0
    found: Named = []
    for one in risk.awaiting:
        if one.label < 0 or one.probability >= plan.cuts.low:
            continue
        apart = not found or one.made - found[-1][0] >= 28 * DAY
        restless = ended <= one.made and not is_calm((), ended, plan.changes.calm_days, one.made)
        if apart and not restless and was_low(risk.awaiting, plan, one.made):
            found.append((one.made, one.label == 1))
    return found
