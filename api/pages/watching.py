"""The watch list's page, and what the pages of an address and a person say of alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.alerting import list_alerts_here
from api.answers.alerts import AlertListed, WatchedAddress
from api.asker import Refused
from api.asking import Unknown, split_id
from api.context import Context, InContext
from api.looking import looks, make_router, may_do
from api.pages.alerts import first_area
from api.pages.asked import Words
from api.pages.forms import read_fields
from api.pages.rendering import render
from api.pages.responding import Filled, fill, send_watch
from api.sending import make_id
from api.watching import read_watch, read_watch_list
from scoring.indicators.household import HOUSE
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.errors import Invalid

router = make_router()

_SENT = {"watch": "Watch", "end": "End of the watch"}


@dataclass(frozen=True, slots=True)
class WatchAsked:
    """``id`` is the address's."""

    id: str
    watched: WatchedAddress | None
    filled: Filled


@dataclass(frozen=True, slots=True)
class Here:
    """Open alerts about one person or address; ``people``: about those seen at the address. ``watch`` is None for a
    person."""

    alerts: list[AlertListed]
    people: list[AlertListed]
    as_at: datetime
    watch: WatchAsked | None


async def read_here(context: Context, subject: Subject, public_id: str, seen: Sequence[str] = ()) -> Here:
    """``seen``: ids of the people seen at the address, of whom the first twenty are asked about. Raises
    :class:`Unknown`."""
    alerts = await list_alerts_here(context, subject, [public_id])
    if subject is Subject.PERSON or not may_do(context, Action.WATCH_ADDRESS):
        return Here(alerts, [], context.now(), None)
    people = await list_alerts_here(context, Subject.PERSON, seen[:HOUSE])
    empty = Filled(make_id(), "", "", "", "")
    return Here(alerts, people, context.now(), WatchAsked(public_id, await read_watch(context, public_id), empty))


@router.get("/alerts/watched")
@looks(Action.LIST_WATCHED)
async def show_watched(context: InContext, area: Words = "", sent: Words = "") -> Response:
    answer = await read_watch_list(context, area or first_area(context))
    return render(
        context, "alerts_watched.html", answer=answer, about=None, filled=None, fault=None, sent=_SENT.get(sent, "")
    )


@router.post("/addresses/{id}/watch")
@looks(Action.WATCH_ADDRESS)
async def take_watch(request: Request, context: InContext, id: str) -> Response:
    area, record = split_id(context, id)
    filled = fill(await read_fields(request, context))
    try:
        await send_watch(context, area, record, filled)
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask_again(context, id, filled, fault)
    return RedirectResponse(f"/alerts/watched?area={area}&sent={filled.verdict}", 303)


async def _ask_again(context: Context, id: str, filled: Filled, fault: Invalid) -> Response:
    about = WatchAsked(id, await read_watch(context, id), filled)
    answer = await read_watch_list(context, split_id(context, id)[0])
    return render(context, "alerts_watched.html", 422, answer=answer, about=about, filled=filled, fault=fault, sent="")
