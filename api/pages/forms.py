"""How forms come in. Who is at the screen is asked for each time, as long as nobody signs in; a cookie of the browser's
session keeps it from being typed each time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote

from fastapi import Request, Response

from streams.errors import Invalid

_COOKIE = "linnet-clerk"
_MOST_BYTES = 10_000
_MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class Clerk:
    name: str = ""
    role: str = ""
    team: str = ""


async def read_fields(request: Request) -> Mapping[str, str]:
    """What is not there is empty. Raises :class:`Invalid` for what no form of ours sends."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > _MOST_BYTES:
            raise Invalid("form-too-large", "The form is too large: go back, and shorten what you entered.")
    try:
        fields = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # also what is not UTF-8
        raise Invalid("form", "The form cannot be read: go back, reload the page, and try again.") from None
    return defaultdict(str, {name: values[0].strip() for name, values in fields.items()})


def name_clerk(fields: Mapping[str, str]) -> Clerk:
    return Clerk(fields["name"], fields["role"], fields["team"])


def check_clerk(clerk: Clerk) -> None:
    """Raises :class:`Invalid` naming the field that is missing."""
    for field, words in (("name", "your name"), ("role", "your role"), ("team", "your team")):
        if not getattr(clerk, field):
            raise Invalid("clerk", f"enter {words}", field)


def read_clerk(request: Request) -> Clerk:
    """Who decided last in this browser; nobody where the cookie is not as we wrote it."""
    name, role, team, *_ = [*unquote(request.cookies.get(_COOKIE, "")).split("\n"), "", "", ""]
    return Clerk(name, role, team)


def keep_clerk(response: Response, clerk: Clerk) -> None:
    words = quote("\n".join((clerk.name, clerk.role, clerk.team)))
    response.set_cookie(_COOKIE, words, path="/", httponly=True, samesite="strict")
