"""Of the OpenAPI document what programs may do, and the schemas that it speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis

from api.app import create_app
from streams.settings import Settings

_SCHEMAS = "#/components/schemas/"
_JSON = ("application/json", "application/fhir+json")
_TABLE = "text/csv"
# Of these what is answered is known by its schema, of FHIR's it is any resource.
_FHIR = "/fhir/"


@dataclass(frozen=True, slots=True)
class Operation:
    """``body`` and ``answer`` are schemas; the answer of FHIR's is an object, a table is a string."""

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    answer: dict[str, Any]


def describe() -> dict[str, Any]:
    return create_app(Settings(dev_signin=True), Redis(), lambda: datetime.now(UTC)).openapi()


def list_operations(document: dict[str, Any]) -> list[Operation]:
    """Those that answer in JSON or with a table; the stream is followed otherwise."""
    found = (
        _read(method, path, said)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
        if {"program": []} in said.get("security", ())
    )
    return [one for one in found if one is not None]


def keep_spoken_of(document: dict[str, Any], operations: list[Operation]) -> dict[str, Any]:
    """The document with the schemas of these alone, and those within them."""
    schemas, kept = document["components"]["schemas"], dict[str, Any]()
    said = [part for one in operations for part in (one.body, one.answer, *one.parameters) if part]
    left = [name for part in said for name in _find_names(part)]
    while left:
        name = left.pop()
        if name not in kept:
            kept[name] = _leave_titles_out(schemas[name])
            left += _find_names(schemas[name])
    about = {"openapi": document["openapi"], "info": document["info"], "paths": {}}
    return about | {"components": {"schemas": dict(sorted(kept.items()))}}


def name_schema(reference: str) -> str:
    return reference.removeprefix(_SCHEMAS)


def _read(method: str, path: str, said: dict[str, Any]) -> Operation | None:
    content = next(answer for status, answer in said["responses"].items() if status.startswith("2"))["content"]
    if not any(kind in content for kind in (*_JSON, _TABLE)):
        return None
    answer = _read_answer(path, content)
    body = said.get("requestBody", {}).get("content", {}).get(_JSON[0], {}).get("schema")
    parameters = tuple(one for one in said.get("parameters", ()) if one["in"] in ("path", "query"))
    return Operation(said["operationId"], method.upper(), path, said["summary"], parameters, body, answer)


def _read_answer(path: str, content: dict[str, Any]) -> dict[str, Any]:
    if _TABLE in content:
        return {"type": "string"}
    return {"type": "object"} if _is_fhir(path, content) else content[_JSON[0]]["schema"]


def _is_fhir(path: str, content: dict[str, Any]) -> bool:
    return path.startswith(_FHIR) or _JSON[1] in content


def _leave_titles_out(part: Any) -> Any:
    """They say again what each is called."""
    if isinstance(part, dict):
        told = {name: _leave_titles_out(value) for name, value in part.items()}
        return {name: value for name, value in told.items() if name != "title" or not isinstance(value, str)}
    return [_leave_titles_out(one) for one in part] if isinstance(part, list) else part


def _find_names(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield name_schema(reference)
        for value in part.values():
            yield from _find_names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _find_names(value)
