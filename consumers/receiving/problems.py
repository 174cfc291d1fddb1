"""Faults of a whole request as RFC 9457 problems. No text of one repeats what was sent."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from consumers.receiving.bodies import MAX_BODY_BYTES, Encoded, TooLarge, TooSlow
from consumers.receiving.cloudevents import MAX_EVENTS
from consumers.receiving.credentials import Forbidden, Unauthorised
from consumers.receiving.gate import Busy
from streams.errors import Invalid, LinnetError, Transient
from streams.logs import log

MEDIA_TYPE = "application/problem+json"
# Kafka was back 4 to 20 s after kill -9; a request under way takes some milliseconds.
_KAFKA_SECONDS, _BUSY_SECONDS = 10, 1


class Limits(BaseModel):
    """What one request may have at most."""

    body_bytes: int = MAX_BODY_BYTES
    events: int = MAX_EVENTS


class Problem(BaseModel):
    """RFC 9457 problem details, with a ``code`` fit for counting."""

    model_config = ConfigDict(frozen=True)

    type: Annotated[str, Field(description="about:blank: the title is the meaning of the status")] = "about:blank"
    title: str
    status: int
    code: str
    detail: Annotated[str, Field(description="What can be done about it")]
    limits: Annotated[Limits | None, Field(description="Of a request that is too large")] = None


class NotThere(Invalid):
    """404."""


_STATUSES: tuple[tuple[type[LinnetError], int], ...] = (
    (Unauthorised, 401),
    (Forbidden, 403),
    (TooSlow, 408),
    (TooLarge, 413),
    (Encoded, 415),
    (NotThere, 404),
    (Invalid, 400),
    (Busy, 429),
    (Transient, 503),
)
_DETAILS = {
    404: "There is nothing at this path. The paths are listed in /openapi.json.",
    405: "This path is not asked in this way. How it is asked stands in /openapi.json.",
}


class Unsupported(Exception):
    """415, with the media types that are taken."""

    def __init__(self, taken: tuple[str, ...]) -> None:
        super().__init__()
        self.taken = taken


def explain(fault: Exception) -> Problem:
    """Total: what is not one of ours is an error of ours."""
    match fault:
        case Unsupported():
            return write_problem(415, "media-type", f"Send it as {', '.join(fault.taken)}, in UTF-8.")
        case HTTPException():
            return write_problem(fault.status_code, _code(fault.status_code), _DETAILS.get(fault.status_code, ""))
        case Transient() if not isinstance(fault, Busy):
            return write_problem(503, "not-now", "Kafka has not taken it, so it counts as not sent. Send it again.")
        case LinnetError():
            return _explain_ours(fault)
    return _FAILED


def write_problem(status: int, code: str, detail: str, limits: Limits | None = None) -> Problem:
    return Problem(title=HTTPStatus(status).phrase, status=status, code=code, detail=detail, limits=limits)


_FAILED = write_problem(500, "failed", "Linnet has failed to answer. Its log says why; tell who runs it.")


def answer_problem(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    return Response(problem.model_dump_json(exclude_none=True), problem.status, headers, MEDIA_TYPE)


def headers_of(fault: Exception) -> dict[str, str]:
    match fault:
        case Unauthorised():
            told = "" if fault.code == "token-missing" else f', error="invalid_token", error_description="{fault.code}"'
            return {"WWW-Authenticate": f'Bearer realm="linnet"{told}'}
        case Encoded():
            return {"Accept-Encoding": "identity"}
        case Unsupported():
            return {"Accept-Post": ", ".join(fault.taken)}
        case Busy():
            return {"Retry-After": str(_BUSY_SECONDS)}
        case Transient():
            return {"Retry-After": str(_KAFKA_SECONDS)}
        case HTTPException():
            return dict(fault.headers or {})
    return {}


def note(problem: Problem, fault: Exception) -> None:
    """Failures of ours are logged, by kind; texts of other people's exceptions are not, for they may quote data."""
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = str(fault) if isinstance(fault, LinnetError) else ""
        log.warning("answer-failed", code=problem.code, error=type(fault).__name__, reason=reason)


def _explain_ours(fault: LinnetError) -> Problem:
    status = next((status for kind, status in _STATUSES if isinstance(fault, kind)), 500)
    if status == 500:
        return _FAILED
    if not isinstance(fault, Invalid):
        return write_problem(status, "busy", f"{fault}. Send it again in a moment.")
    too_much = isinstance(fault, TooLarge) or fault.code == "batch-too-long"
    return write_problem(status, fault.code, fault.reason, Limits() if too_much else None)


def _code(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "-")
