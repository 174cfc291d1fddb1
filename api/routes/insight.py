"""Figures of an area, as JSON and as a table to take away."""

from fastapi import Response

from api.answers.insight import InsightAnswer
from api.context import InContext
from api.insight import tell_insight
from api.insight_csv import write_csv
from api.looking import looks, make_router
from api.routes.asked import AreaNamed
from api.routes.failing import FAILS_ON_SEARCH
from streams.codes.access import Action

router = make_router("/v1/areas/{area}/insight", "insight")


class CsvResponse(Response):
    media_type = "text/csv"


@router.get("", operation_id="readInsight", summary="Figures of an area", responses=FAILS_ON_SEARCH)
@looks(Action.READ_FIGURES)
async def read_insight(context: InContext, area: AreaNamed) -> InsightAnswer:
    """Children's cases matched with police contacts, incidents at their addresses, addresses of high contact, and what
    became of alerts. Figures under five are suppressed and others rounded to five; an hour old at most."""
    return await tell_insight(context, area)


@router.get(
    ".csv",
    operation_id="readInsightTable",
    summary="The same as CSV",
    response_class=CsvResponse,
    responses=FAILS_ON_SEARCH,
)
@looks(Action.READ_FIGURES)
async def read_insight_table(context: InContext, area: AreaNamed) -> CsvResponse:
    """One figure a row: what, of which time, which part of it, the figure in the words of the page."""
    answer = await tell_insight(context, area)
    name = f"linnet-insight-{area}-{answer.as_at:%Y-%m-%d}.csv"
    return CsvResponse(write_csv(answer), headers={"Content-Disposition": f'attachment; filename="{name}"'})
