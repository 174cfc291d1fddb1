"""Pages about alerts: the list, one with the form to answer it, the figures, the rules that are running."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.alerting import count_area_alerts, list_area_alerts, open_named_alert, tell_rules
from api.asker import Refused
from api.asking import Unknown
from api.context import Context, InContext
from api.looking import looks, make_router
from api.pages.asked import Words
from api.pages.forms import read_fields
from api.pages.rendering import render
from api.pages.responding import Filled, fill, send_answer
from api.pages.urgency import is_ended
from api.routes.asked import read_workers
from api.sending import make_id
from scoring.state.alerts_view import Wanted
from streams.codes import access
from streams.codes.alerts import Action, Dismissal, Receiver, Severity
from streams.errors import Invalid

router = make_router()

ALERTS = 20
_SENT = {"acknowledge": "Acknowledgement", "action": "What was done was", "dismiss": "Dismissal"}


@dataclass(frozen=True, slots=True)
class AlertsAsked:
    """What the form of the list holds."""

    state: str
    severity: str
    receiver: str
    rule: str
    team: str

    @property
    def any(self) -> bool:
        return bool(self.severity or self.receiver or self.rule or self.team)


@router.get("/alerts")
@looks(access.Action.LIST_ALERTS)
async def show_alerts(
    context: InContext,
    area: Words = "",
    state: Words = "open",
    severity: Words = "",
    receiver: Words = "",
    rule: Words = "",
    team: Words = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    area = area or first_area(context)
    asked = AlertsAsked(state, severity, receiver, rule.strip(), team.strip())
    wanted = Wanted(state == "ended", severity, receiver, asked.rule, asked.team)
    answer = await list_area_alerts(context, area, wanted, after, ALERTS)
    top = "/alerts?" + urlencode({"area": area, **{name: getattr(asked, name) for name in AlertsAsked.__slots__}})
    live = bool(context.settings.kafka_bootstrap) and state != "ended"
    return render(
        context,
        "alerts.html",
        answer=answer,
        asked=asked,
        after=after,
        top=top,
        here=f"{top}&{urlencode({'after': after})}" if after else top,
        stream=f"/v1/areas/{area}/alerts/stream" if live else "",
        severities=list(Severity),
        receivers=list(Receiver),
    )


@router.get("/alerts/figures")
@looks(access.Action.READ_FIGURES)
async def show_figures(request: Request, context: InContext, area: Words = "") -> Response:
    said = {name: request.query_params.get(name, "").strip() for name in Receiver}
    sizes = read_workers(f"{name}:{size}" for name, size in said.items() if size)
    answer = await count_area_alerts(context, area or first_area(context), sizes)
    return render(context, "alerts_figures.html", answer=answer, receivers=list(Receiver), sizes=sizes)


@router.get("/alerts/rules")
@looks(access.Action.READ_RULES)
async def show_rules(context: InContext, area: Words = "") -> Response:
    answer = await tell_rules(context, area or first_area(context))
    return render(context, "alerts_rules.html", answer=answer)


@router.get("/alerts/{id}")
@looks(access.Action.OPEN_ALERT)
async def show_alert(context: InContext, id: str, sent: Words = "") -> Response:
    empty = Filled(make_id(), "", "", "", "")
    return await _ask(context, id, empty, None, sent)


@router.post("/alerts/{id}")
@looks(access.Action.ANSWER_ALERT)
async def take_answer(request: Request, context: InContext, id: str) -> Response:
    filled = fill(await read_fields(request, context))
    try:
        await send_answer(context, await open_named_alert(context, id), filled)
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask(context, id, filled, fault)
    return RedirectResponse(f"/alerts/{id}?sent={filled.verdict}", 303)


async def _ask(context: Context, id: str, filled: Filled, fault: Invalid | None, sent: str = "") -> Response:
    answer = await open_named_alert(context, id)
    return render(
        context,
        "alert.html",
        422 if fault else 200,
        answer=answer,
        ended=is_ended(answer.alert),
        filled=filled,
        fault=fault,
        sent=_SENT.get(sent, ""),
        actions=list(Action),
        dismissals=list(Dismissal),
    )


def first_area(context: Context) -> str:
    return next(iter(context.areas))
