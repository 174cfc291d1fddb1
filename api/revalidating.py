"""Answers that say by their ``ETag`` whether anything has changed (RFC 9110, 13.1.2).

By then who was shown is on the audit: that nothing has changed is an answer, too (decision 0035).
"""

import hashlib
from typing import Any

import orjson
from fastapi import Request, Response

# When it was asked, and what is counted back from it: the parts of an answer that are never the same. In FHIR a
# Bundle's moment, and a score's.
_MOMENTS = ("as_at", "weeks_from", "timestamp", "occurrenceDateTime", "whenPeriod")
_DIGEST_BYTES = 16

_TAGGED = {
    "ETag": {
        "schema": {"type": "string"},
        "description": "For If-None-Match, in the same session: the same while only the moment of asking differs",
    }
}
_UNCHANGED = {"description": "Only the moment of asking differs from the answer that If-None-Match names"}


def describe_revalidation(responses: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document, beside what else a route answers with."""
    answered = responses.get(200, {})
    headers = {**_TAGGED, **answered.get("headers", {})}
    return {**responses, 200: {**answered, "headers": headers}, 304: _UNCHANGED}


def revalidate(request: Request, response: Response, key: str) -> Response:
    """304 for what the asker has. ``key``: of their session, so that a tag says nothing to anybody else and does not
    outlive it. Cost: a digest, and parsing the answer again."""
    if response.status_code != 200 or "json" not in response.headers.get("content-type", ""):
        return response
    tag = _tag(bytes(response.body), key)
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return response


def _tag(body: bytes, key: str) -> str:
    """Weak: the bytes may differ."""
    answer = orjson.dumps(_leave_moments_out(orjson.loads(body)))
    return f'W/"{hashlib.blake2b(answer, digest_size=_DIGEST_BYTES, key=key.encode()[:64]).hexdigest()}"'


def _leave_moments_out(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _leave_moments_out(part) for name, part in value.items() if name not in _MOMENTS}
    return [_leave_moments_out(part) for part in value] if isinstance(value, list) else value


def _names(asked: str, tag: str) -> bool:
    """By weak comparison: whether a tag is said to be weak does not matter."""
    return asked.strip() == "*" or tag[2:] in [one.strip().removeprefix("W/") for one in asked.split(",")]
