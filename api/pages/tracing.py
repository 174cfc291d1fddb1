"""The page of somebody's places across areas. It asks first what that is wanted for."""

from fastapi import APIRouter, Response

from api.asking import split_id
from api.context import InContext
from api.opening import open_person
from api.pages.asked import Words
from api.pages.rendering import render
from api.tracing import open_trace
from streams.codes.tracing import TracePurpose
from streams.errors import Invalid

router = APIRouter(include_in_schema=False)

STAYS = 200


@router.get("/persons/{id}/trace")
async def show_trace(context: InContext, id: str, purpose: Words = "") -> Response:
    area, record = split_id(context, id)
    if not purpose:
        person = await open_person(context, id, None, 0, 1)
        return render(context, "trace_purpose.html", answer=person, purposes=list(TracePurpose))
    if purpose not in list(TracePurpose):
        raise Invalid("purpose", "choose one of the purposes that a trace is for", "purpose")
    answer = await open_trace(context, area, record, TracePurpose(purpose), None, STAYS)
    return render(context, "trace.html", answer=answer)
