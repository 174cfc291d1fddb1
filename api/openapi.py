from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.bearing import PURPOSE, REFERENCE
from api.hearing import MOST_BYTES, MOST_SECONDS
from api.looking import ACTION
from api.policy.deciding import OF_PEOPLE
from api.problems import MEDIA_TYPE
from api.signin.cookies import name_cookie
from streams.codes.access import Action

FHIR = "application/fhir+json"
_OUTCOME = {"schema": {"type": "object", "required": ["resourceType", "issue"]}}
_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
_OF_BODIES = {
    "408": {"description": f"The body had not come after {MOST_SECONDS:.0f} seconds", **_PROBLEM},
    "413": {"description": f"The body is longer than {MOST_BYTES:,} bytes", **_PROBLEM},
}
_SESSION, _PROGRAM = "session", "program"
_OF_PROGRAMS = frozenset(Action) - OF_PEOPLE
_PROGRAMS = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": f"An access token of the sign-in provider, for a program that is listed. What for is in the header "
    f"`{PURPOSE}`, one of those it is listed with; `{REFERENCE}` has the reference of the case.",
}
_DESCRIPTION = """Which agencies know a person or an address, how often they met them lately, and whom to ring.

Whoever asks has signed in at `/sign-in`, and before anybody is looked up has declared a purpose (`PUT /v1/purpose`);
each sees what their role, areas and teams may see, and every look is on the audit before it is answered. Requests that
change or search are JSON, with the session's cookie; a program that the partnership has listed brings an access token
instead, and states its purpose with each request. Whoever is restricted is not found by address;
who is very restricted is not found at all, and their id answers like one that never was."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document, built once; problems under their own media type, which FastAPI cannot be told."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
        for name, path in document["paths"].items():
            for operation in path.values():
                if "requestBody" in operation:
                    operation["responses"] |= deepcopy(_OF_BODIES)
                _retype(operation["responses"], fhir=name.startswith("/fhir"))
                if "401" in operation["responses"]:
                    operation["security"] = [{_SESSION: []}, *([{_PROGRAM: []}] if _is_for_programs(operation) else [])]
        schemes = {_SESSION: _describe_session(app), _PROGRAM: _PROGRAMS}
        document["components"]["securitySchemes"] = schemes
        app.openapi_schema = document
    return app.openapi_schema


def _is_for_programs(operation: dict[str, Any]) -> bool:
    """What is a look, and not for people to do."""
    return operation.get(ACTION) in _OF_PROGRAMS


def _describe_session(app: FastAPI) -> dict[str, str]:
    name = name_cookie(app.state.context.settings)
    return {"type": "apiKey", "in": "cookie", "name": name, "description": "Set at `/sign-in`"}


def _retype(responses: dict[str, Any], fhir: bool) -> None:
    """Of FHIR's routes an OperationOutcome, but where nobody has looked yet at what is asked for."""
    for status, response in responses.items():
        if status.startswith("2"):
            if fhir:
                response["content"].pop("application/json", None)
        elif "content" in response:
            (schema,) = response["content"].values()
            response["content"] = {MEDIA_TYPE: schema} | ({FHIR: _OUTCOME} if fhir else {})
