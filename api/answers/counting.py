"""From what is counted over a caseload to what the API says of it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import isnan

from api.answers import workload as told
from api.answers.caring import per_1000, write_groups, write_rate
from api.answers.caseload import Rate
from scoring.risk.caseload.comparing import Comparison
from scoring.risk.caseload.members import weigh_groups
from scoring.risk.caseload.outcomes import FEWEST, Outcome
from scoring.risk.caseload.staggering import CAUTION, Side, Staggering
from scoring.risk.caseload.workload import Load, WorkerLoad
from streams.caseload import CaseloadPlan, Staggered
from streams.codes.caseload import Cohort

_NO_RATE = Rate(per_1000=None, low=None, high=None)


def write_load(load: Load) -> told.LoadTold:
    return told.LoadTold(
        cases=load.cases,
        weighted=round(load.weighted, 1),
        groups=write_groups(dict(load.groups)),
        step_up=load.cohorts.get(Cohort.STEP_UP, 0),
        lost=load.cohorts.get(Cohort.LOST, 0),
        follow_up_due=load.cohorts.get(Cohort.FOLLOW_UP_DUE, 0),
        shielding=load.cohorts.get(Cohort.SHIELDING, 0),
        step_down=load.cohorts.get(Cohort.STEP_DOWN, 0),
        complexity=round(load.complexity, 1),
        seen=load.seen,
        discharged=load.discharged,
        in_time=load.in_time,
        joined=load.joined,
        waiting=load.waiting,
        missed=load.missed,
    )


def write_worker_load(one: WorkerLoad) -> told.WorkerLoadTold:
    share = None if one.share is None else round(one.share, 2)
    return told.WorkerLoadTold(worker=one.worker, load=write_load(one.load), share=share)


def tell_weights(plan: CaseloadPlan) -> list[str]:
    """
    >>> tell_weights(CaseloadPlan())[1:]
    ['Highest risk counts as 2', 'Raised risk counts as 1.5', 'Usual risk counts as 1', 'Low risk counts as 0.5', \
'Under 18, not scored counts as 1', 'each point of complexity adds 0.1']
    """
    said = [f"{group.label} counts as {weight:g}" for group, weight in weigh_groups(plan.weights).items()]
    return [*said, f"each point of complexity adds {plan.weights.complexity_point:g}"]


def tell_factors(plan: CaseloadPlan) -> list[str]:
    return [f"{factor.words}: {factor.weight:g}" for factor in plan.factors]


def write_groups_outcomes(found: Sequence[Outcome], labels: Callable[[str], str]) -> list[told.OutcomeTold]:
    """Each whole and, where both are there, its two parts; where a part is of few, neither is told, for the other would
    give it away."""
    told_of, cover = [], _find_cover(found[::3])
    for start in range(0, len(found), 3):
        whole, *parts = found[start : start + 3]
        hidden = whole.name == cover or any(_is_few(part) for part in parts)
        told_of += [write_outcome(whole, labels(whole.name), whole.name == cover)]
        if all(part.scores for part in parts):
            told_of += [write_outcome(part, labels(part.name), hidden) for part in parts]
    return told_of


def write_types(found: Sequence[Outcome], labels: Callable[[str], str]) -> list[told.OutcomeTold]:
    cover = _find_cover(found)
    return [write_outcome(one, labels(one.name), one.name == cover) for one in found]


def _find_cover(found: Sequence[Outcome]) -> str:
    """Of whom nothing is told either, where one alone is of few: what all are together is told by another table, so
    that the rest would give it away. Empty for none."""
    few = [one for one in found if _is_few(one)]
    others = [one for one in found if one.scores and not _is_few(one)]
    if len(few) != 1 or not others:
        return ""
    return min(others, key=lambda one: (not one.crises, one.crises, one.scores, one.name)).name


def write_outcome(outcome: Outcome, label: str, hidden: bool = False) -> told.OutcomeTold:
    few = hidden or _is_few(outcome)
    return told.OutcomeTold(
        name=outcome.name,
        label=label,
        acted=outcome.acted,
        people=None if hidden or 0 < outcome.people < FEWEST else outcome.people,
        scores=None if hidden or 0 < outcome.people < FEWEST else outcome.scores,
        crises=None if few else outcome.crises,
        rate=_NO_RATE if few or not outcome.scores else write_rate(outcome.rate),
    )


def _is_few(outcome: Outcome) -> bool:
    return 0 < outcome.people < FEWEST or 0 < outcome.crises < FEWEST


def write_comparison(found: Comparison) -> told.ComparisonTold:
    """Shares of so many people are counts of them."""
    few = found.matched < FEWEST or any(0 < count < FEWEST for count in found.in_crisis)
    shares: Sequence[float] = (found.before, found.after, found.others_before, found.others_after)
    before, after, others_before, others_after = [None if few else per_1000(share) for share in shares]
    return told.ComparisonTold(
        intervention=found.intervention,
        label=found.intervention.label,
        people=None if found.people < FEWEST else found.people,
        matched=None if few else found.matched,
        before=before,
        after=after,
        others_before=others_before,
        others_after=others_after,
        difference=_NO_RATE if few else write_rate(found.difference),
    )


def write_staggering(plan: Staggered, found: Staggering) -> told.StaggeringTold:
    sides = (found.waiting, found.started)
    few = any(side.people < FEWEST or side.crises < FEWEST for side in sides)
    waiting, started = (_write_side(side, few) for side in sides)
    return told.StaggeringTold(
        words=plan.words,
        lot=plan.lot,
        turns=[
            told.TurnTold(team=team, start=datetime.fromtimestamp(start, UTC).date()) for team, start in found.starts
        ],
        waiting=waiting,
        started=started,
        difference=_NO_RATE if few else write_rate(found.difference),
        chance=None if few or isnan(found.chance) else round(found.chance, 3),
        caution=list(CAUTION),
    )


def _write_side(side: Side, few: bool) -> told.SideTold:
    """Of neither side, where one is of few: with the whole known from elsewhere, the other would give it away."""
    return told.SideTold(
        teams=side.teams,
        people=None if few else side.people,
        scores=None if few else side.scores,
        crises=None if few else side.crises,
        per_1000=None if few else per_1000(side.share),
    )
