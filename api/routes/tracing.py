from typing import Annotated

from fastapi import Path, Query

from api.answers.tracing import TraceAnswer
from api.context import InContext
from api.looking import looks, make_router
from api.routes.asked import At
from api.routes.failing import FAILS_ON_ID
from api.tracing import open_trace
from streams.codes.access import Action

router = make_router("/v1/areas/{area}/persons", "persons")


@router.get("/{id}/trace", operation_id="tracePerson", summary="Places over time, across areas", responses=FAILS_ON_ID)
@looks(Action.TRACE_PERSON)
async def read_trace(
    context: InContext,
    area: Annotated[str, Path(max_length=31)],
    id: Annotated[str, Path(min_length=16, max_length=16, description="Any record of the person")],
    at: At = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Stays to give at most")] = 100,
) -> TraceAnswer:
    """For missing and exploited people: where agencies saw somebody, in this area and in every other where the same
    NHS number and an agreeing birth date or name say for certain that it is the same person. Nobody restricted is in
    it."""
    return await open_trace(context, area, id, at, limit)
