"""Pages on how good the scores have been."""

from itertools import groupby
from typing import Annotated

from fastapi import Query, Response

from api.context import InContext
from api.looking import looks, make_router
from api.monitoring import open_monitoring, open_month
from api.pages.alerts import first_area
from api.pages.asked import Words
from api.pages.rendering import render
from streams.codes.access import Action

router = make_router()


@router.get("/caseload/monitoring")
@looks(Action.READ_FIGURES)
async def show_monitoring(
    context: InContext, area: Words = "", month: Annotated[str, Query(pattern=r"^(\d{4}-\d{2})?$")] = ""
) -> Response:
    """``month``: the one to show in all its parts; else the latest that is final."""
    area = area or first_area(context)
    answer = await open_monitoring(context, area)
    chosen = month or answer.latest
    shown = await open_month(context, area, chosen) if chosen else None
    groups = (
        {label: list(found) for label, found in groupby(shown.slices, key=lambda one: one.slice_label)} if shown else {}
    )
    return render(context, "monitoring.html", answer=answer, shown=shown, groups=groups)
