from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from redis.asyncio import Redis
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from api.audit.auditor import Auditor
from api.context import Context
from api.fhir.outcomes import write_outcome
from api.guard import Guard, find_headers
from api.openapi import describe
from api.pacing import Pace
from api.pages import alerts as alert_pages
from api.pages import audit as audit_pages
from api.pages import caseload as caseload_pages
from api.pages import correcting as correcting_pages
from api.pages import glass as glass_pages
from api.pages import holdings as holdings_pages
from api.pages import insight as insight_pages
from api.pages import monitoring as monitoring_pages
from api.pages import review as review_pages
from api.pages import routes as pages
from api.pages import signin as signin_pages
from api.pages import tracing as tracing_pages
from api.pages import watching as watching_pages
from api.pages.rendering import render_problem
from api.pages.returning import find_detour
from api.problems import answer_problem, explain, headers_of, note, wants_problem
from api.routes import (
    addresses,
    alerts,
    audit,
    caseload,
    catalogue,
    fhir,
    glass,
    health,
    holdings,
    insight,
    monitoring,
    persons,
    review,
    search,
    session,
    stream,
    tracing,
    watching,
)
from api.sending import Sender
from api.signin.provider import open_provider
from api.signin.sessions import Sessions
from api.signin.starting import check_signin
from api.streaming.broadcast import Broadcast
from scoring.linkage.models import choose_models
from streams.errors import LinnetError
from streams.settings import Settings
from streams.spans import QUIET

_STATIC = Path(__file__).parent / "pages" / "static"


def create_app(settings: Settings, redis: Redis, now: Callable[[], datetime]) -> FastAPI:
    """``redis`` stays the caller's to close. Raises :class:`Broken` where anybody could get in who has not
    signed in (:mod:`api.signin.starting`)."""
    check_signin(settings)
    # FastAPI's own documentation pages load scripts from elsewhere; its redirects to a path without a stroke at its end
    # name the scheme that we are asked by, which is http behind what ends TLS.
    app = FastAPI(
        title="Linnet", version="0.1.0", docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=QUIET
    )
    sessions = Sessions(redis, timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours))
    app.state.context = Context(
        settings,
        redis,
        choose_models(settings),
        now,
        Sender(settings),
        Broadcast(settings),
        Auditor(settings),
        sessions,
        open_provider(settings),
        Pace(settings, redis),
    )
    app.add_middleware(Guard, settings=settings)
    for kind in (LinnetError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _answer_fault)
    for routes in (
        search,
        persons,
        holdings,
        glass,
        tracing,
        addresses,
        review,
        stream,
        alerts,
        caseload,
        monitoring,
        insight,
        audit,
        watching,
        catalogue,
        session,
        fhir,
        health,
    ):
        app.include_router(routes.router)
    app.include_router(fhir.metadata)
    # The watch list before alerts by their id.
    for routes in (
        signin_pages,
        pages,
        holdings_pages,
        correcting_pages,
        glass_pages,
        tracing_pages,
        review_pages,
        caseload_pages,
        monitoring_pages,
        insight_pages,
        audit_pages,
        watching_pages,
        alert_pages,
    ):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


async def _answer_fault(request: Request, fault: Exception) -> Response:
    problem = explain(fault)
    note(problem, fault)
    # The answer to what nobody expected is sent outside the guard, so it brings the guard's headers along.
    settings = request.app.state.context.settings
    headers = headers_of(fault) | (find_headers(settings) if problem.status == 500 else {})
    if request.url.path.startswith("/fhir"):
        return fhir.FhirResponse(write_outcome(problem), problem.status, headers)
    if wants_problem(request):
        return answer_problem(problem, headers)
    if detour := find_detour(request, fault):
        return RedirectResponse(detour, 303)
    return render_problem(request, problem, headers)
