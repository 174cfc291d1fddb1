"""Errors as RFC 9457 problems. No text of one holds what was asked for: it may be somebody's name."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.asker import NotSignedIn, Refused, RoleMissing, TokenRefused
from api.asking import Unknown
from api.hearing import MOST_BYTES, MOST_SECONDS
from api.pacing import SECONDS, TooMany
from api.pages.forms import Forged
from streams.errors import Invalid, LinnetError, Transient
from streams.logs import log

MEDIA_TYPE = "application/problem+json"
# A commit takes milliseconds and a rebuild minutes; nobody is helped by asking more often than this.
RETRY_SECONDS = 5


class Fault(BaseModel):
    field: str
    reason: str


class AreaFault(BaseModel):
    area: str
    reasons: list[str]


class Problem(BaseModel):
    """RFC 9457 problem details, with a ``code`` fit for counting."""

    model_config = ConfigDict(frozen=True)

    type: Annotated[str, Field(description="about:blank: the title is the meaning of the status")] = "about:blank"
    title: str
    status: int
    code: str
    detail: Annotated[str, Field(description="What can be done about it")]
    errors: Annotated[list[Fault], Field(description="Of a request that was not understood: what is wrong where")] = []
    areas: Annotated[list[AreaFault], Field(description="Of an answer that is not ready: which areas are not")] = []


def write_problem(status: int, code: str, detail: str, **more: Any) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, code=code, detail=detail, **more)


def answer_problem(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    return Response(problem.model_dump_json(exclude_defaults=False), problem.status, headers, MEDIA_TYPE)


def explain(fault: Exception) -> Problem:
    """Total: what is not one of ours is an error of ours."""
    match fault:
        case NotSignedIn():
            return write_problem(401, fault.code, fault.reason)
        case TooMany():
            return write_problem(429, fault.code, fault.reason)
        case Refused() | RoleMissing() | Forged():
            return write_problem(403, fault.code, fault.reason)
        case Unknown():
            return write_problem(404, fault.code, fault.reason)
        case Invalid():
            return write_problem(422, fault.code, fault.reason, errors=[Fault(field=fault.field, reason=fault.reason)])
        case RequestValidationError():
            return _explain_validation(fault)
        case Transient():
            return write_problem(503, "not-now", f"No answer can be given now: {fault}. Ask again in a moment.")
        case HTTPException(status_code=400):  # FastAPI's own, where JSON is not even text
            return write_problem(422, "request-invalid", "Send JSON in UTF-8, as /openapi.json says.")
        case HTTPException(status_code=408):
            return write_problem(408, "body-slow", f"Send the whole body within {MOST_SECONDS:.0f} seconds.")
        case HTTPException(status_code=413):
            return write_problem(413, "body-too-large", f"Send at most {MOST_BYTES:,} bytes.")
        case HTTPException():
            return write_problem(fault.status_code, _code(fault.status_code), _DETAILS.get(fault.status_code, ""))
        case _:
            return write_problem(500, "failed", "Linnet has failed to answer. Its log says why; tell who runs it.")


_DETAILS = {
    404: "There is nothing at this path. The paths are listed in /openapi.json.",
    405: "This path is not asked in this way. How it is asked stands in /openapi.json.",
}


def _explain_validation(fault: RequestValidationError) -> Problem:
    errors = [Fault(field=str(error["loc"][-1]), reason=str(error["msg"])) for error in fault.errors()]
    return write_problem(422, "request-invalid", "Correct what errors names and ask again.", errors=errors)


def _code(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "-")


def headers_of(fault: Exception) -> dict[str, str]:
    if isinstance(fault, Transient):
        return {"Retry-After": str(RETRY_SECONDS)}
    if isinstance(fault, TooMany):
        return {"Retry-After": str(SECONDS)}
    if isinstance(fault, TokenRefused):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    if isinstance(fault, NotSignedIn):
        # RFC 9110 wants a scheme; this one is ours: a session, begun at /sign-in.
        return {"WWW-Authenticate": 'Linnet-Session realm="/sign-in"'}
    return dict(fault.headers or {}) if isinstance(fault, HTTPException) else {}


def note(problem: Problem, fault: Exception) -> None:
    """Failures of ours are logged, by kind; texts of other people's exceptions are not, for they may quote data."""
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = str(fault) if isinstance(fault, LinnetError) else ""
        log.warning("answer-failed", code=problem.code, error=type(fault).__name__, reason=reason)


def wants_problem(request: Request) -> bool:
    """Pages answer people; everything else answers programs."""
    path = request.url.path
    return path.startswith(("/v1", "/openapi")) or path in ("/healthz", "/readyz", "/metrics")
