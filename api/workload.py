"""What is asked about teams: what they carry, and what became of people."""

from api.answers import workload as told
from api.answers.counting import (
    tell_factors,
    tell_weights,
    write_comparison,
    write_groups_outcomes,
    write_load,
    write_outcome,
    write_staggering,
    write_types,
    write_worker_load,
)
from api.answers.writing import write_moment
from api.context import Context
from api.polling import find_figures, find_outcomes, find_plan, round_now, survey_area
from scoring.risk.caseload.comparing import CAUTION
from scoring.risk.caseload.workload import sum_up_workers
from streams.codes.caseload import RiskGroup
from streams.codes.mental_health import TeamType
from streams.codes.risk import Intervention

_TEAM_TYPES = {team.value: team.label for team in TeamType}


async def tell_workload(context: Context, area: str, team: str) -> told.WorkloadAnswer:
    plan, now = find_plan(context, area), round_now(context)
    figures, freshness = await find_figures(context, area)
    workers, own = [], context.asker.viewer.teams
    if team:
        surveyed, freshness = await survey_area(context, area, {team}, now.timestamp())
        workers = sum_up_workers(surveyed.members, plan.following, now.timestamp())
    return told.WorkloadAnswer(
        area=area,
        as_at=now if team else write_moment(figures.t),
        team=team,
        teams=[
            told.TeamLoadTold(team=name, load=write_load(load)) for name, load in figures.teams.items() if name in own
        ],
        workers=[write_worker_load(one) for one in workers],
        weights=tell_weights(plan),
        factors=tell_factors(plan),
        freshness=freshness,
    )


async def tell_outcomes(context: Context, area: str) -> told.OutcomesAnswer:
    found, freshness = await find_outcomes(context, area)
    staggered = find_plan(context, area).staggered
    return told.OutcomesAnswer(
        area=area,
        as_at=write_moment(found.t),
        groups=write_groups_outcomes(found.groups, lambda name: RiskGroup(name).label),
        team_types=write_types(found.team_types, lambda name: _TEAM_TYPES.get(name, name)),
        interventions=[write_outcome(one, Intervention(one.name).label) for one in found.interventions if one.scores],
        comparisons=[write_comparison(one) for one in found.comparisons],
        staggering=write_staggering(staggered, found.staggering) if staggered and found.staggering else None,
        caution=list(CAUTION),
        freshness=freshness,
    )
