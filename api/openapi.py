from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE

_DESCRIPTION = """Which agencies know a person or an address, how often they met them lately, and whom to ring.

Whoever asks has signed in at `/sign-in`, and before anybody is looked up has declared a purpose (`PUT /v1/purpose`);
each sees what their role, areas and teams may see, and every look is on the audit before it is answered. Requests that
change or search are JSON, with the session's cookie. Whoever is restricted is not found by address;
who is very restricted is not found at all, and their id answers like one that never was."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document, built once; problems under their own media type, which FastAPI cannot be told."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
        for path in document["paths"].values():
            for operation in path.values():
                _retype(operation["responses"])
        app.openapi_schema = document
    return app.openapi_schema


def _retype(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if not status.startswith("2") and "content" in response:
            _, schema = response["content"].popitem()
            response["content"] = {MEDIA_TYPE: schema}
