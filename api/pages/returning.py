"""Where people go first who may not see a page yet, and how they come back to it."""

from urllib.parse import urlencode

from fastapi import Request

from api.asker import NotSignedIn, Refused, RoleMissing
from api.context import Context
from api.policy.deciding import PURPOSE_RULES

_LONGEST = 500


def choose_after(after: str) -> str:
    """A path of ours, and no other site's.

    >>> choose_after("/persons/northmoor.x"), choose_after("//elsewhere.example/")
    ('/persons/northmoor.x', '/')
    >>> choose_after("/\\\\elsewhere.example"), choose_after("https://elsewhere.example/")
    ('/', '/')
    """
    ours = after.startswith("/") and not after.startswith(("//", "/\\")) and len(after) <= _LONGEST
    return after if ours and after.isprintable() else "/"


def lead_to(path: str, after: str) -> str:
    return path if after == "/" else f"{path}?{urlencode({'after': after})}"


def find_detour(request: Request, fault: Exception) -> str | None:
    """None where there is nothing that one could do first."""
    context: Context = request.app.state.context
    after = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = choose_after(after) if request.method == "GET" else "/"
    match fault:
        case NotSignedIn():
            return lead_to("/sign-in" if context.provider is None else "/sign-in/start", after)
        case RoleMissing():
            return lead_to("/role", after)
        case Refused() if fault.decision.rule in PURPOSE_RULES:
            return lead_to("/purpose", after)
    return None
