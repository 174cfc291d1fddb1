"""The page of somebody's places across areas, for whoever has declared a purpose that is for it."""

from fastapi import Response

from api.asking import split_id
from api.context import InContext
from api.looking import looks, make_router
from api.pages.rendering import render
from api.tracing import open_trace
from streams.codes.access import Action

router = make_router()

STAYS = 200


@router.get("/persons/{id}/trace")
@looks(Action.TRACE_PERSON)
async def show_trace(context: InContext, id: str) -> Response:
    area, record = split_id(context, id)
    return render(context, "trace.html", answer=await open_trace(context, area, record, None, STAYS))
