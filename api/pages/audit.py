"""The page of who looked at whom."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response

from api.auditing import Question, open_audit
from api.breaking import count_breaks
from api.context import InContext
from api.looking import looks, make_router
from api.pages.alerts import first_area
from api.pages.asked import Words
from api.pages.rendering import render
from streams.codes.access import Action
from streams.codes.audit import Mark

router = make_router()

_ENTRIES = 20


@router.get("/audit")
@looks(Action.READ_AUDIT)
async def show_audit(
    context: InContext,
    area: Words = "",
    viewer: Annotated[str, Query(pattern="^([0-9a-f]{24})?$")] = "",
    purpose: Words = "",
    mark: Words = "",
    id: Annotated[str, Query(max_length=60)] = "",
    after: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    area = area or id.partition(".")[0] or first_area(context)
    asked = Question(viewer, purpose, mark, id.strip())
    answer = await open_audit(context, area, asked, after, _ENTRIES)
    here = {"area": area, "viewer": viewer, "purpose": purpose, "mark": mark, "id": asked.id}
    return render(
        context,
        "audit.html",
        answer=answer,
        asked=asked,
        after=after,
        marks=list(Mark),
        waiting=await count_breaks(context, area),
        purposes=context.settings.partnership.purposes,
        here=urlencode({name: value for name, value in here.items() if value}),
    )
