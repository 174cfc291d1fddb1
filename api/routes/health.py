"""For whoever runs Linnet: is the process up, may answers be relied on, and the numbers."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.answers.parts import Answer
from api.answers.writing import write_moment
from api.context import InContext
from api.problems import RETRY_SECONDS, AreaFault, answer_problem, write_problem
from api.routes.failing import FAILS_FOR_ALL, FAILS_WHEN_AWAY
from scoring.state.readiness import AreaCondition, check_areas

router = APIRouter(tags=["health"])

# A tick waits behind a batch or two on its way through the log; after six the projector is not just busy.
_TICKS_OF_PATIENCE = 6


class Health(Answer):
    status: Literal["up"] = "up"


class AreaReady(Answer):
    area: str
    latest_tick: datetime


class Readiness(Answer):
    status: Literal["ready"] = "ready"
    areas: list[AreaReady]


@router.get("/healthz", operation_id="readHealth", summary="Is the process up", responses=FAILS_FOR_ALL)
async def read_health() -> Health:
    return Health()


@router.get(
    "/readyz",
    operation_id="readReadiness",
    summary="May answers be relied on",
    response_model=Readiness,
    responses=FAILS_WHEN_AWAY,
)
async def read_readiness(context: InContext) -> Readiness | Response:
    """Ready: Redis answers, no area is held, torn or linked by other models, and each has read a tick in the last six
    intervals."""
    patience = _TICKS_OF_PATIENCE * context.settings.tick_seconds
    areas = {area: models.lineage for area, models in context.models.items()}
    conditions = await check_areas(context.redis, areas, context.now().timestamp(), patience)
    if any(condition.reasons for condition in conditions):
        return _refuse(conditions)
    ready = [AreaReady(area=one.area, latest_tick=write_moment(one.tick)) for one in conditions if one.tick is not None]
    return Readiness(areas=ready)


def _refuse(conditions: list[AreaCondition]) -> Response:
    faults = [AreaFault(area=one.area, reasons=list(one.reasons)) for one in conditions if one.reasons]
    problem = write_problem(503, "not-ready", "Answers may be missing or old: areas says where.", areas=faults)
    return answer_problem(problem, {"Retry-After": str(RETRY_SECONDS)})


@router.get(
    "/metrics",
    operation_id="readMetrics",
    summary="Numbers for Prometheus",
    response_class=PlainTextResponse,
    responses=FAILS_FOR_ALL,
)
async def read_metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
