"""What is counted over the whole of an area's caseload: what teams carry, and what became of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId
from scoring.risk.caseload.cases import Case
from scoring.risk.caseload.comparing import Comparison, compare_all
from scoring.risk.caseload.contact import Discharge
from scoring.risk.caseload.episodes import Episode, find_episodes
from scoring.risk.caseload.guarantee import Assurance, Guarantee, find_guarantee
from scoring.risk.caseload.members import find_members, hold_back
from scoring.risk.caseload.outcomes import Outcome, count_groups, count_interventions, count_team_types
from scoring.risk.caseload.staggering import Staggering, compare_starts
from scoring.risk.caseload.stepping import Named, would_have_named
from scoring.risk.caseload.workload import Load, sum_up_teams
from scoring.state import keys
from scoring.state.caseload_held import (
    ModelHeld,
    OpenShelf,
    divide,
    list_everybody,
    read_answered,
    read_held,
    read_model,
    read_risks,
)
from scoring.state.documents import Care
from streams.caseload import CaseloadPlan

_LABELS_HELD = 91 * DAY


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """As of ``t``, Unix seconds."""

    t: float
    teams: Mapping[str, Load]
    guarantee: Guarantee
    model: ModelHeld


@dataclass(frozen=True, slots=True)
class AreaOutcomes:
    """Of scores 4 to 13 weeks old, whose outcome is known and still held."""

    t: float
    groups: Sequence[Outcome]
    team_types: Sequence[Outcome]
    interventions: Sequence[Outcome]
    comparisons: Sequence[Comparison]
    staggering: Staggering | None


async def read_figures(open_shelf: OpenShelf, plan: CaseloadPlan, t: float) -> AreaFigures:
    """Cost: for 35,000 people some 2 s."""
    first = open_shelf()
    model = await read_model(first)
    cases, discharges, named = list[Case](), dict[EntityId, Discharge](), list[Named]()
    for some in divide(await list_everybody(first)):
        held = await read_held(open_shelf(), some, model.learner, plan.following.discharged_days * DAY, t)
        cases += held.cases
        discharges |= held.discharges
        named += [would_have_named(risk, plan) for risk in held.risks.values()]
    guarantee = find_guarantee(named, plan)
    if model.vigil.frozen:
        guarantee = replace(guarantee, assurance=Assurance.UNFIT)
    members = hold_back(find_members(cases, plan, t, discharges), guarantee.assurance)
    return AreaFigures(t, sum_up_teams(members, plan.following, t), guarantee, model)


async def read_outcomes(open_shelf: OpenShelf, plan: CaseloadPlan, t: float) -> AreaOutcomes:
    """Cost: for 35,000 people some 4 s."""
    first = open_shelf()
    answered = await read_answered(first, t - 2 * _LABELS_HELD)
    await first.fetch(keys.care(record) for records in answered.values() for record in records)
    answers = {
        person: [one for r in records if (care := first.document(keys.care(r), Care)) for one in care.answers]
        for person, records in answered.items()
    }
    episodes = list[Episode]()
    for some in divide(await list_everybody(first)):
        episodes += find_episodes(await read_risks(open_shelf(), some), answers)
    return AreaOutcomes(
        t,
        count_groups(episodes, plan.cuts, t),
        count_team_types(episodes, t),
        count_interventions(episodes, t),
        compare_all(episodes),
        compare_starts(episodes, plan.staggered, t) if plan.staggered else None,
    )
