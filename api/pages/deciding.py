"""The form by which a decision comes in. Who is at the screen is asked for each time, as long as nobody signs in; a
cookie of the browser's session keeps it from being typed each time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import parse_qs, quote, unquote

import orjson
from fastapi import Request, Response
from pydantic import TypeAdapter

from api.context import Context
from api.deciding import DecisionAsked, WithdrawalAsked, decide, withdraw
from streams.codec import decode
from streams.codes.decisions import Reason
from streams.errors import Invalid

_COOKIE = "linnet-clerk"
_MOST_BYTES = 10_000
_MOST_FIELDS = 12
_DECISION: TypeAdapter[DecisionAsked] = TypeAdapter(DecisionAsked)
_WITHDRAWAL: TypeAdapter[WithdrawalAsked] = TypeAdapter(WithdrawalAsked)


@dataclass(frozen=True, slots=True)
class Clerk:
    name: str = ""
    role: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in. ``id`` was made with the page, so that a form sent twice is one decision."""

    id: str
    verdict: str
    reason: str
    target: str
    origin: str
    clerk: Clerk


async def read_form(request: Request) -> Filled:
    """Raises :class:`Invalid` for what no form of ours sends."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > _MOST_BYTES:
            raise Invalid("form-too-large", "The form is too large: go back, and shorten what you entered.")
    try:
        fields = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # also what is not UTF-8
        raise Invalid("form", "The form cannot be read: go back, reload the page, and try again.") from None
    said = defaultdict(str, {name: values[0].strip() for name, values in fields.items()})
    clerk = Clerk(said["name"], said["role"], said["team"])
    return Filled(said["id"], said["verdict"], said["reason"], said["target"], said["origin"], clerk)


async def send_form(context: Context, area: str, pair: Mapping[str, str], filled: Filled) -> None:
    """Raises :class:`Invalid` naming the field to be filled in otherwise, and what deciding raises."""
    _check(filled)
    clerk = asdict(filled.clerk)
    if filled.verdict == "withdraw":
        taken_back = {"id": filled.id, "withdrawn_by": clerk}
        await withdraw(context, area, filled.target, decode(_WITHDRAWAL, orjson.dumps(taken_back)))
    else:
        said = {"id": filled.id, "same": filled.verdict == "same", "reason": filled.reason, "decided_by": clerk}
        await decide(context, area, decode(_DECISION, orjson.dumps({**pair, **said})))


def _check(filled: Filled) -> None:
    if filled.verdict not in ("same", "different", "withdraw"):
        raise Invalid("verdict", "choose what you decide", "verdict")
    if filled.verdict != "withdraw" and filled.reason not in list(Reason):
        raise Invalid("reason", "choose what you went by", "reason")
    for field, words in (("name", "your name"), ("role", "your role"), ("team", "your team")):
        if not getattr(filled.clerk, field):
            raise Invalid("clerk", f"enter {words}", field)


def read_clerk(request: Request) -> Clerk:
    """Who decided last in this browser; nobody where the cookie is not as we wrote it."""
    name, role, team, *_ = [*unquote(request.cookies.get(_COOKIE, "")).split("\n"), "", "", ""]
    return Clerk(name, role, team)


def keep_clerk(response: Response, clerk: Clerk) -> None:
    words = quote("\n".join((clerk.name, clerk.role, clerk.team)))
    response.set_cookie(_COOKIE, words, path="/review", httponly=True, samesite="strict")
