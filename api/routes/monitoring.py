"""How good the 28-day risk has been: month by month, and one month in all its parts."""

from typing import Annotated

from fastapi import Path

from api.answers.monitoring import MonitoringAnswer, MonthAnswer
from api.context import InContext
from api.looking import looks, make_router
from api.monitoring import open_monitoring, open_month
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH
from streams.codes.access import Action

router = make_router("/v1/areas/{area}/risk/monitoring", "caseload")

AreaNamed = Annotated[str, Path(max_length=31)]
MonthNamed = Annotated[str, Path(pattern=r"^\d{4}-\d{2}$", description="As in months", examples=["2026-01"])]


@router.get("", operation_id="readMonitoring", summary="How good the scores have been", responses=FAILS_ON_SEARCH)
@looks(Action.READ_FIGURES)
async def read_monitoring(context: InContext, area: AreaNamed) -> MonitoringAnswer:
    """The months, observed over expected by week, alarms, and whether the model is fit for use."""
    return await open_monitoring(context, area)


@router.get("/months/{month}", operation_id="readMonitoredMonth", summary="One month", responses=FAILS_ON_ID)
@looks(Action.READ_FIGURES)
async def read_month(context: InContext, area: AreaNamed, month: MonthNamed) -> MonthAnswer:
    """Every model with its calibration curve, and the model in use by sex, age, ethnic group, deprivation and team."""
    return await open_month(context, area, month)
