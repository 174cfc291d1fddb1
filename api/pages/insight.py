"""The page of an area's figures."""

from fastapi import Response

from api.context import InContext
from api.insight import tell_insight
from api.looking import looks, make_router
from api.pages.alerts import first_area
from api.pages.asked import Words
from api.pages.rendering import render
from scoring.indicators.insight import RANGES
from streams.codes.access import Action

router = make_router()


@router.get("/insight")
@looks(Action.READ_FIGURES)
async def show_insight(context: InContext, area: Words = "", days: Words = "") -> Response:
    """``days``: which range to show; the longest where it is none of them."""
    answer = await tell_insight(context, area or first_area(context))
    chosen = next((one for one in answer.ranges if str(one.days) == days), answer.ranges[-1])
    return render(context, "insight.html", answer=answer, shown=chosen, ranges=RANGES)
