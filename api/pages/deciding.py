"""The form by which a decision about a link comes in."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from fastapi import Request
from pydantic import TypeAdapter

from api.context import Context
from api.deciding import DecisionAsked, WithdrawalAsked, decide, withdraw
from api.pages.forms import read_fields
from streams.codec import decode
from streams.codes.decisions import Reason
from streams.errors import Invalid

_DECISION: TypeAdapter[DecisionAsked] = TypeAdapter(DecisionAsked)
_WITHDRAWAL: TypeAdapter[WithdrawalAsked] = TypeAdapter(WithdrawalAsked)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in. ``id`` was made with the page, so that a form sent twice is one decision."""

    id: str
    verdict: str
    reason: str
    target: str
    origin: str


async def read_form(request: Request, context: Context) -> Filled:
    """Raises :class:`Invalid` for what no form of ours sends."""
    said = await read_fields(request, context)
    return Filled(said["id"], said["verdict"], said["reason"], said["target"], said["origin"])


async def send_form(context: Context, area: str, pair: Mapping[str, str], filled: Filled) -> None:
    """Raises :class:`Invalid` naming the field to be filled in otherwise, and what deciding raises."""
    _check(filled)
    if filled.verdict == "withdraw":
        taken_back = {"id": filled.id}
        await withdraw(context, area, filled.target, decode(_WITHDRAWAL, orjson.dumps(taken_back)))
    else:
        said = {"id": filled.id, "same": filled.verdict == "same", "reason": filled.reason}
        await decide(context, area, decode(_DECISION, orjson.dumps({**pair, **said})))


def _check(filled: Filled) -> None:
    if filled.verdict not in ("same", "different", "withdraw"):
        raise Invalid("verdict", "choose what you decide", "verdict")
    if filled.verdict != "withdraw" and filled.reason not in list(Reason):
        raise Invalid("reason", "choose what you went by", "reason")
