"""Alerts: the list, one, the answers to it, the rules that raise them, and how many there are."""

from typing import Annotated

from fastapi import Path, Query

from api.alerting import count_area_alerts, list_area_alerts, open_alert, tell_rules
from api.answers.alerts import AlertAnswer, AlertFigures, AlertList, AnswerTaken, RulesAnswer
from api.context import InContext
from api.looking import looks, make_router
from api.responding import Acknowledgement, ActionTaken, DismissalSaid, respond
from api.routes.asked import AreaNamed, RecordNamed, read_workers
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH, FAILS_ON_WRITING
from scoring.state.alerts_view import Wanted
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.codes.alerts import Receiver, Severity

router = make_router("/v1/areas/{area}", "alerts")

AlertNamed = Annotated[str, Path(min_length=16, max_length=16)]
After = Annotated[str, Query(max_length=80, description="What next was in the answer before; from the top if left out")]
Alerts = Annotated[int, Query(ge=1, le=100, description="Alerts to give at most")]
Ended = Annotated[str, Query(pattern="^(open|ended)$", description="open, or ended: cleared and withdrawn")]
Workers = Annotated[
    list[str], Query(description="Workers of a receiver, to count for each of them", examples=["hub:6"])
]
_ALERT = "/alerts/{subject}/{entity}/{alert}"


@router.get("/alerts", operation_id="listAlerts", summary="Alerts of an area", responses=FAILS_ON_SEARCH)
@looks(Action.LIST_ALERTS)
async def read_alerts(
    context: InContext,
    area: AreaNamed,
    state: Ended = "open",
    severity: Severity | None = None,
    receiver: Receiver | None = None,
    rule: Annotated[str, Query(max_length=60)] = "",
    team: Annotated[str, Query(max_length=100)] = "",
    after: After = "",
    limit: Alerts = 20,
) -> AlertList:
    """Open ones: overdue first, then by severity, then by when to respond. Ended ones: latest first."""
    wanted = Wanted(state == "ended", severity or "", receiver or "", rule, team)
    return await list_area_alerts(context, area, wanted, after, limit)


@router.get("/alerts/figures", operation_id="countAlerts", summary="How many alerts", responses=FAILS_ON_SEARCH)
@looks(Action.READ_FIGURES)
async def read_figures(context: InContext, area: AreaNamed, workers: Workers = []) -> AlertFigures:  # noqa: B006
    """Raised in the last four weeks, for whom and by which rule; how soon somebody answered; open and overdue now."""
    return await count_area_alerts(context, area, read_workers(workers))


@router.get("/rules", operation_id="readRules", summary="The rules that are running", responses=FAILS_ON_SEARCH)
@looks(Action.READ_RULES)
async def read_running_rules(context: InContext, area: AreaNamed) -> RulesAnswer:
    """In words; a rule that ends otherwise than it begins says when."""
    return await tell_rules(context, area)


@router.get(_ALERT, operation_id="readAlert", summary="Read an alert", responses=FAILS_ON_ID)
@looks(Action.OPEN_ALERT)
async def read_alert(
    context: InContext, area: AreaNamed, subject: Subject, entity: RecordNamed, alert: AlertNamed
) -> AlertAnswer:
    """What was found, the contacts it rests on, whom to ring, what was answered, and what would end it. `entity` is any
    record of the person or address."""
    return await open_alert(context, area, subject, entity, alert)


@router.post(
    f"{_ALERT}/acknowledgement",
    operation_id="acknowledgeAlert",
    summary="Acknowledge an alert",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.ANSWER_ALERT)
async def post_acknowledgement(
    context: InContext, area: AreaNamed, subject: Subject, entity: RecordNamed, alert: AlertNamed, said: Acknowledgement
) -> AnswerTaken:
    """Somebody has seen it and has taken it on."""
    return AnswerTaken(id=await respond(context, area, subject, entity, alert, said))


@router.post(
    f"{_ALERT}/action",
    operation_id="actOnAlert",
    summary="Say what was done about an alert",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.ANSWER_ALERT)
async def post_action(
    context: InContext, area: AreaNamed, subject: Subject, entity: RecordNamed, alert: AlertNamed, said: ActionTaken
) -> AnswerTaken:
    return AnswerTaken(id=await respond(context, area, subject, entity, alert, said))


@router.post(
    f"{_ALERT}/dismissal",
    operation_id="dismissAlert",
    summary="Dismiss an alert",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.ANSWER_ALERT)
async def post_dismissal(
    context: InContext, area: AreaNamed, subject: Subject, entity: RecordNamed, alert: AlertNamed, said: DismissalSaid
) -> AnswerTaken:
    """For a reason of the list. It stays open until what raised it has passed, or its quiet time ends."""
    return AnswerTaken(id=await respond(context, area, subject, entity, alert, said))
