"""The caseload of a mental health team: lists, one person's risk and the answers to it, workload, outcomes."""

from typing import Annotated

from fastapi import Path, Query

from api.answers.alerts import AnswerTaken
from api.answers.caseload import CaseloadAnswer, RiskAnswer
from api.answers.workload import OutcomesAnswer, WorkloadAnswer
from api.caring import InterventionSaid, OpinionSaid, say_done, say_opinion
from api.caseload import list_caseload, open_risk
from api.context import InContext
from api.looking import looks, make_router
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH, FAILS_ON_WRITING
from api.workload import tell_outcomes, tell_workload
from scoring.state.caseload_view import Wanted
from streams.codes.access import Action
from streams.codes.caseload import CaseloadList, CaseloadOrder, RiskGroup

router = make_router("/v1/areas/{area}", "caseload")

AreaNamed = Annotated[str, Path(max_length=31)]
RecordNamed = Annotated[str, Path(min_length=16, max_length=16)]
Team = Annotated[str, Query(max_length=100, description="Name of a team; every team's when left out")]
Worker = Annotated[str, Query(max_length=100, description="Name of a worker; everybody's when left out")]
After = Annotated[str, Query(max_length=80, description="What next was in the answer before; from the top if left out")]
People = Annotated[int, Query(ge=1, le=100, description="People to give at most")]


@router.get("/caseload", operation_id="listCaseload", summary="A team's caseload", responses=FAILS_ON_SEARCH)
@looks(Action.LIST_CASELOAD)
async def read_caseload(
    context: InContext,
    area: AreaNamed,
    team: Team = "",
    worker: Worker = "",
    group: RiskGroup | None = None,
    list: CaseloadList = CaseloadList.ATTENTION,
    order: CaseloadOrder = CaseloadOrder.LIST,
    after: After = "",
    limit: People = 20,
) -> CaseloadAnswer:
    """Who needs somebody first; who rose, is lost to follow-up, left hospital lately, or may be ready to step down.
    Scores are of now. Nothing is done because of them: people decide."""
    wanted = Wanted(team, worker, group.value if group else "", list, order)
    return await list_caseload(context, area, wanted, after, limit)


@router.get("/workload", operation_id="readWorkload", summary="What teams carry", responses=FAILS_ON_SEARCH)
@looks(Action.READ_WORKLOAD)
async def read_workload(context: InContext, area: AreaNamed, team: Team = "") -> WorkloadAnswer:
    """In weighted cases, by team; where a team is named also by worker. All teams' figures may be ten minutes old."""
    return await tell_workload(context, area, team)


@router.get(
    "/caseload/outcomes", operation_id="readOutcomes", summary="What became of people", responses=FAILS_ON_SEARCH
)
@looks(Action.READ_FIGURES)
async def read_caseload_outcomes(context: InContext, area: AreaNamed) -> OutcomesAnswer:
    """Crises in the 28 days after a score, by risk group, type of team and what was done, with a matched comparison.
    None of it says what caused what: read the caution that comes with it."""
    return await tell_outcomes(context, area)


@router.get("/persons/{id}/risk", operation_id="readRisk", summary="One person's risk", responses=FAILS_ON_ID)
@looks(Action.OPEN_RISK)
async def read_risk(context: InContext, area: AreaNamed, id: RecordNamed) -> RiskAnswer:
    """The score of now, what it is made of, the weeks before, what is missing or stale, and what clinicians said. Only
    people on a mental health caseload have one. `id` is any record of the person."""
    return await open_risk(context, area, id)


@router.post(
    "/persons/{id}/risk/opinion",
    operation_id="sayOpinion",
    summary="Agree or disagree with a score",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.ANSWER_SCORE)
async def post_opinion(context: InContext, area: AreaNamed, id: RecordNamed, said: OpinionSaid) -> AnswerTaken:
    """It is kept beside the score, changes no score, and nothing is learned from it."""
    return AnswerTaken(id=await say_opinion(context, area, id, said))


@router.post(
    "/persons/{id}/risk/intervention",
    operation_id="recordIntervention",
    summary="Say what was done",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.ANSWER_SCORE)
async def post_intervention(
    context: InContext, area: AreaNamed, id: RecordNamed, said: InterventionSaid
) -> AnswerTaken:
    return AnswerTaken(id=await say_done(context, area, id, said))
