"""Where people go first who may not see a page yet, and how they come back to it."""

from urllib.parse import urlencode

from fastapi import Request

from api.asker import NotSignedIn, Refused, RoleMissing
from api.context import Context
from api.looking import is_by_itself
from api.policy.deciding import PURPOSE_RULES
from api.signin.cookies import read_session_id

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
            return lead_to(_find_way_in(context, request), after)
        case RoleMissing():
            return lead_to("/role", after)
        case Refused() if fault.decision.rule in PURPOSE_RULES:
            return lead_to("/purpose", after)
    return None


def _find_way_in(context: Context, request: Request) -> str:
    """Straight to the provider only from where nobody was signed in before. Its own session may last longer than ours:
    whoever has left would be signed in again without having asked."""
    straight = context.provider and not read_session_id(context.settings, request) and not is_by_itself(request)
    return "/sign-in/start" if straight else "/sign-in"
