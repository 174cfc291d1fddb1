"""The OpenAPI 3.1 document of what senders may do, which FastAPI cannot work out where bodies are read as they come."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from consumers.receiving.answers import ReceiptAnswer, RefusalProblem
from consumers.receiving.cloudevents import BATCH, MAX_EVENTS, ONE, PLAIN
from consumers.receiving.formats import Format
from consumers.receiving.problems import MEDIA_TYPE, Problem
from streams.codec import SENT

_DESCRIPTION = """Where agencies send events. An answer of 202 says that Kafka has what is accepted; what is refused
comes back in the same answer. Send again, under the same ids, whatever has no answer: it counts once."""
_RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
_PROBLEMS: dict[int, tuple[str, dict[str, Any]]] = {
    400: ("It cannot be read as a whole, or holds too many events", {}),
    401: ("No token, or one that is not good", {"WWW-Authenticate": {"schema": {"type": "string"}}}),
    403: ("The token is not good for this", {}),
    408: ("The body came too slowly", {}),
    413: ("The body is too large; limits says what is taken", {}),
    415: ("Another media type, or packed", {}),
    429: ("Too much is under way at once", _RETRY),
    500: ("Linnet has failed", {}),
    503: ("Kafka has not acknowledged: nothing of it counts as sent", _RETRY),
}


FETCHING: dict[str, Any] = {
    "responses": {
        401: {"model": Problem, "description": _PROBLEMS[401][0]},
        403: {"model": Problem, "description": _PROBLEMS[403][0]},
        404: {"model": Problem, "description": "There is no such receipt of yours"},
        500: {"model": Problem, "description": _PROBLEMS[500][0]},
    },
    "openapi_extra": {"security": [{"token": []}]},
}


def document_of(format: Format) -> dict[str, Any]:
    """Of a route, in the words of FastAPI."""
    responses: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": said} | ({"headers": headers} if headers else {})
        for status, (said, headers) in _PROBLEMS.items()
    }
    responses[202] = {"model": ReceiptAnswer, "description": "What became of each item"}
    responses[422] = {"model": RefusalProblem, "description": "Every item was refused"}
    return {
        "operation_id": f"send{format.name.title().replace('-', '')}",
        "summary": format.summary,
        "status_code": 202,
        "responses": responses,
        "openapi_extra": {
            "requestBody": {"required": True, "content": {kind: _schema(kind, format) for kind in format.media_types}},
            "security": [{"token": []}],
        },
    }


def describe(app: FastAPI) -> dict[str, Any]:
    """Built once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
        for path in document["paths"].values():
            for method, operation in path.items():
                if method == "get":  # any text is a possible name
                    operation["responses"].pop("422", None)
                _retype(operation["responses"])
        schema = SENT.json_schema(ref_template="#/components/schemas/{model}")
        components = document["components"]
        components["schemas"] |= schema.pop("$defs") | {"Event": schema}
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        app.openapi_schema = document
    return app.openapi_schema


def _schema(kind: str, format: Format) -> dict[str, Any]:
    if not format.open:  # its form is told elsewhere
        return {}
    event = {"$ref": "#/components/schemas/Event"}
    batch = {"type": "array", "items": event, "maxItems": MAX_EVENTS}
    return {"schema": {ONE: event, BATCH: batch, PLAIN: {"oneOf": [event, batch]}}.get(kind, {})}


def _retype(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if not status.startswith("2") and "content" in response:
            _, schema = response["content"].popitem()
            response["content"] = {MEDIA_TYPE: schema}
