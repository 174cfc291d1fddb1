"""The problems each route may answer with, for the OpenAPI document."""

from typing import Any

from api.problems import Problem

Responses = dict[int | str, dict[str, Any]]

_HOST: Responses = {421: {"model": Problem, "description": "Asked under a host name that is not this machine's"}}
_FAILED: Responses = {500: {"model": Problem, "description": "Linnet has failed"}}
_NOT_NOW: Responses = {
    503: {
        "model": Problem,
        "description": "Redis or the audit does not answer, or an area is being rebuilt: never half an answer",
        "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}},
    }
}
_REQUEST: Responses = {422: {"model": Problem, "description": "The request was not understood; errors says what"}}
_NOBODY: Responses = {401: {"model": Problem, "description": "Nobody is signed in"}}
_REFUSED: Responses = {
    403: {"model": Problem, "description": "Not for this role, area or team, or without a purpose; code says the rule"}
}
_TOO_MANY: Responses = {
    429: {
        "model": Problem,
        "description": "More was looked at within a minute than one person reads",
        "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}},
    }
}
_UNKNOWN: Responses = {404: {"model": Problem, "description": "Nothing may be told under this id"}}

FAILS_FOR_ALL: Responses = _HOST | _FAILED
FAILS: Responses = FAILS_FOR_ALL | _NOBODY | _REFUSED | _TOO_MANY | _NOT_NOW
FAILS_WHEN_AWAY: Responses = FAILS_FOR_ALL | _NOT_NOW
FAILS_ON_SEARCH: Responses = FAILS | _REQUEST
FAILS_ON_ID: Responses = FAILS_ON_SEARCH | _UNKNOWN
FAILS_ON_WRITING: Responses = FAILS_ON_ID
