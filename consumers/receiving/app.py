"""The receiving app: who sends, what it holds, and what became of it. See the package's own words for the whole."""

from collections.abc import Awaitable, Callable
from functools import partial

import orjson
from fastapi import FastAPI, Request, Response
from opentelemetry.trace import SpanKind
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from consumers.receiving import fetching
from consumers.receiving.answers import counts
from consumers.receiving.bodies import Gone, read_body
from consumers.receiving.credentials import Forbidden
from consumers.receiving.door import Door, identify
from consumers.receiving.formats import Format
from consumers.receiving.guard import HEADERS, Guard
from consumers.receiving.items import Origin, Outcome, Receipt
from consumers.receiving.openapi import describe, document_of
from consumers.receiving.problems import (
    MEDIA_TYPE,
    Unsupported,
    answer_problem,
    explain,
    headers_of,
    note,
    write_problem,
)
from streams.errors import LinnetError
from streams.spans import HEADER, QUIET, within


class Health(BaseModel):
    status: str = "up"


def create_app(formats: tuple[Format, ...], door: Door | None = None) -> FastAPI:
    """Without a door it can be described, and takes nothing."""
    # FastAPI's own documentation pages load scripts from elsewhere; what follows a redirect sends its token twice.
    app = FastAPI(
        title="Linnet: receiving", version="1", docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=QUIET
    )
    app.state.door = door
    app.add_middleware(Guard)
    for kind in (LinnetError, Unsupported, HTTPException, Exception):
        app.add_exception_handler(kind, _answer_fault)
    for format in formats:
        app.add_api_route(format.path, _take_in(format), methods=["POST"], **document_of(format))
    app.include_router(fetching.router)
    app.add_api_route("/healthz", _read_health, operation_id="readHealth", summary="Is the process up")
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


async def _read_health() -> Health:
    return Health()


def _take_in(format: Format) -> Callable[[Request], Awaitable[Response]]:
    async def take_in(request: Request) -> Response:
        door, sender = identify(request)
        options = door.options.get((sender.name, format.name))
        if options is None:
            raise Forbidden("format-not-agreed", f"the senders file has no {format.name} among your formats")
        _check_type(request, format)
        with door.gate.entered(sender.name):
            body = await read_body(request)
            origin = Origin(sender, options, door.now(), door.kin, f"https-{format.name}")
            came = request.headers.get(HEADER, "")
            with within("receive", came, SpanKind.SERVER, format=format.name, sender=sender.name):
                converted = await door.gate.convert(sender.name, partial(format.convert, body, origin))
                receipt = await door.desk.take(converted, origin, format.compare)
        return _answer(format, receipt)

    return take_in


def _check_type(request: Request, format: Format) -> None:
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = parameters.replace('"', "").replace(" ", "").partition("charset=")[2].partition(";")[0]
    # The binary mode of CloudEvents puts the envelope into headers, which proxies log.
    if kind.strip() not in format.media_types or charset not in ("", "utf-8") or "ce-specversion" in request.headers:
        raise Unsupported(format.media_types)


def _answer(format: Format, receipt: Receipt) -> Response:
    refused = bool(receipt.told) and all(one.outcome is Outcome.REFUSED for one in receipt.told)
    status = 422 if refused else 202
    if format.answer is not None:
        answer = format.answer(receipt, status)
        return Response(answer.body, status, media_type=answer.media_type)
    told = counts(receipt)
    if not refused:
        return Response(orjson.dumps(told), status, media_type="application/json")
    problem = write_problem(422, "all-refused", "None of it was accepted: items says why, and how to mend each.")
    return Response(orjson.dumps(problem.model_dump(exclude_none=True) | told), status, media_type=MEDIA_TYPE)


async def _answer_fault(_request: Request, fault: Exception) -> Response:
    if isinstance(fault, Gone):
        return Response(status_code=400)  # nobody reads it
    problem = explain(fault)
    note(problem, fault)
    # The answer to what nobody expected is sent outside the guard, so it brings the guard's headers along.
    return answer_problem(problem, headers_of(fault) | (HEADERS if problem.status == 500 else {}))
