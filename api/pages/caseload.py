"""Pages about a caseload: its lists, one person's risk with the forms to answer it, what teams carry, what became of
people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter

from api.asker import Refused
from api.asking import Unknown, split_id
from api.caring import InterventionSaid, OpinionSaid, say_done, say_opinion
from api.caseload import list_caseload, open_risk
from api.context import Context, InContext
from api.looking import looks, make_router
from api.pages.alerts import first_area
from api.pages.asked import Words
from api.pages.forms import read_fields
from api.pages.rendering import render
from api.sending import make_id
from api.workload import tell_outcomes, tell_workload
from scoring.state.caseload_view import Wanted
from streams.codec import decode
from streams.codes import access
from streams.codes.caseload import CaseloadList, CaseloadOrder, RiskGroup
from streams.codes.risk import Intervention, Opinion, OpinionReason
from streams.errors import Invalid

router = make_router()

PEOPLE = 20
# More than these nobody talks through in one meeting.
DISCUSSED = 15
_MEETING = (CaseloadList.ATTENTION, CaseloadList.STEP_UP, CaseloadList.LOST, CaseloadList.STEP_DOWN)
_OPINION: TypeAdapter[OpinionSaid] = TypeAdapter(OpinionSaid)
_INTERVENTION: TypeAdapter[InterventionSaid] = TypeAdapter(InterventionSaid)
_SENT = {"opinion": "Your view was", "done": "What was done was"}


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms as they were filled in. ``id`` was made with the page, so that a form sent twice is one answer."""

    id: str
    verdict: str
    opinion: str
    reason: str
    intervention: str
    made_at: str
    probability: str


@router.get("/caseload")
@looks(access.Action.LIST_CASELOAD)
async def show_caseload(
    context: InContext,
    area: Words = "",
    team: Words = "",
    worker: Words = "",
    group: Words = "",
    list: Words = "",
    order: Words = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    area = area or first_area(context)
    name = CaseloadList(list) if list in [*CaseloadList] else CaseloadList.ATTENTION
    chosen = group if group in [*RiskGroup] else ""
    sorting = CaseloadOrder(order) if order in [*CaseloadOrder] else CaseloadOrder.LIST
    answer = await list_caseload(context, area, Wanted(team, worker, chosen, name, sorting), after, PEOPLE)
    kept = {"area": area, "team": team, "worker": worker}
    if sorting is not CaseloadOrder.LIST:
        kept["order"] = sorting.value
    return render(
        context,
        "caseload.html",
        answer=answer,
        group=chosen,
        groups=[*RiskGroup],
        after=after,
        order=sorting,
        orders=[*CaseloadOrder],
        whole=_link(kept),
        base=_link(kept | {"group": chosen}),
    )


def _link(said: Mapping[str, str]) -> str:
    return "/caseload?" + urlencode({name: words for name, words in said.items() if words})


@router.get("/caseload/meeting")
@looks(access.Action.LIST_CASELOAD)
async def show_meeting(context: InContext, area: Words = "", team: Words = "", worker: Words = "") -> Response:
    """What a team, or somebody and their supervisor, talks through: each list once, on a page that can be printed."""
    area = area or first_area(context)
    lists = [
        await list_caseload(context, area, Wanted(team, worker, "", name, CaseloadOrder.LIST), "", DISCUSSED)
        for name in _MEETING
    ]
    return render(
        context,
        "meeting.html",
        answer=lists[0],
        lists=lists,
        names={one.name: one.label for one in lists[0].lists},
        totals={one.name: one.people for one in lists[0].lists},
    )


@router.get("/caseload/teams")
@looks(access.Action.READ_WORKLOAD)
async def show_workload(context: InContext, area: Words = "", team: Words = "") -> Response:
    return render(context, "workload.html", answer=await tell_workload(context, area or first_area(context), team))


@router.get("/caseload/outcomes")
@looks(access.Action.READ_FIGURES)
async def show_outcomes(context: InContext, area: Words = "") -> Response:
    return render(context, "outcomes.html", answer=await tell_outcomes(context, area or first_area(context)))


@router.get("/persons/{id}/risk")
@looks(access.Action.OPEN_RISK)
async def show_risk(context: InContext, id: str, sent: Words = "") -> Response:
    empty = Filled(make_id(), "", "", "", "", "", "")
    return await _ask(context, id, empty, None, sent)


@router.post("/persons/{id}/risk")
@looks(access.Action.ANSWER_SCORE)
async def take_answer(request: Request, context: InContext, id: str) -> Response:
    filled = _fill(await read_fields(request, context))
    try:
        await _send(context, id, filled)
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask(context, id, filled, fault)
    return RedirectResponse(f"/persons/{id}/risk?sent={filled.verdict}", 303)


async def _ask(context: Context, id: str, filled: Filled, fault: Invalid | None, sent: str = "") -> Response:
    area, record = split_id(context, id)
    return render(
        context,
        "risk.html",
        422 if fault else 200,
        answer=await open_risk(context, area, record),
        filled=filled,
        fault=fault,
        sent=_SENT.get(sent, ""),
        opinions=[*Opinion],
        reasons=[*OpinionReason],
        interventions=[*Intervention],
    )


def _fill(fields: Mapping[str, str]) -> Filled:
    return Filled(**{name: fields[name] for name in Filled.__slots__})


async def _send(context: Context, id: str, filled: Filled) -> None:
    """Raises :class:`Invalid` naming the field to be filled in otherwise, and what answering raises."""
    area, record = split_id(context, id)
    said: dict[str, Any] = {"id": filled.id, **_choose(filled)}
    if filled.verdict == "opinion":
        await say_opinion(context, area, record, decode(_OPINION, orjson.dumps(said)))
    else:
        await say_done(context, area, record, decode(_INTERVENTION, orjson.dumps(said)))


def _choose(filled: Filled) -> dict[str, Any]:
    if filled.verdict == "done":
        if filled.intervention not in [*Intervention]:
            raise Invalid("intervention", "choose what was done", "intervention")
        return {"intervention": filled.intervention}
    if filled.opinion not in [*Opinion]:
        raise Invalid("opinion", "choose what you think of the score", "opinion")
    if filled.reason not in [*OpinionReason]:
        raise Invalid("reason", "choose why you think so", "reason")
    score = {"made_at": filled.made_at, "probability": _read_probability(filled.probability)}
    return {"opinion": filled.opinion, "reason": filled.reason, **score}


def _read_probability(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        raise Invalid("form", "The form cannot be read: go back, reload the page, and try again.") from None
