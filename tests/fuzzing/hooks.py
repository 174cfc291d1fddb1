"""Loaded by Schemathesis. Every second request of those that are well-formed is about somebody who is there: of an id
made up there is nothing but 404."""

import json
import os
import zlib
from collections.abc import Callable
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext

_KNOWN: dict[str, list[str]] = json.loads(os.environ.get("LINNET_FUZZING_KNOWN", "{}"))
_NORTH, _EAST = "northmoor", "eastvale"


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    del context, kwargs
    number = zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())
    if case.operation.path.endswith("/alerts/stream"):
        # A stream has no end; one from a place that is none is refused.
        case.headers["Last-Event-ID"] = "yesterday"
    if number % 2 or case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    named = case.path_parameters or {}
    if found := {name: one for name, one in _choose(case.operation.path, number // 2).items() if name in named}:
        case.path_parameters = {**named, **found}


def _choose(path: str, number: int) -> dict[str, Any]:
    def one_of(what: str) -> str:
        known = _KNOWN[what]
        return known[number % len(known)]

    if path.startswith(("/v1/persons/", "/v1/addresses/")):
        return {"id": one_of(path.split("/")[2])}
    if path.startswith("/fhir/"):
        return _choose_resource(path, one_of)
    if "/alerts/{subject}" in path:
        subject, entity, alert = one_of("alerts").split("/")
        return {"area": _NORTH, "subject": subject, "entity": entity, "alert": alert}
    if "/risk" in path or "/caseload" in path or "/workload" in path:
        return {"area": _EAST, "id": one_of("cared")}
    if "/persons/{id}" in path:
        return {"area": _NORTH, "id": one_of("persons").partition(".")[2]}
    if "{record}" in path:
        return {"area": _NORTH, "record": one_of("addresses").partition(".")[2]}
    return {"area": (_NORTH, _EAST)[number % 2]} if "{area}" in path else {}


def _choose_resource(path: str, one_of: Callable[[str], str]) -> dict[str, Any]:
    if "Risk" in path or "score" in path:
        return {"area": _EAST, "id": one_of("cared").replace("_", ".")}
    return {"area": _NORTH, "alert": one_of("alerts").rpartition("/")[2].replace("_", ".")}
