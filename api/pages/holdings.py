"""The data protection officer's pages: finding somebody, and all that is held about them."""

from typing import Any

from fastapi import Request, Response

from api.answers.holdings import PersonsHeld
from api.asker import Refused
from api.context import Context, InContext
from api.holding import find_holdings, open_holdings
from api.looking import looks, make_router
from api.pages.asked import Asked
from api.pages.forms import read_fields
from api.pages.rendering import render
from streams.codes.access import Action
from streams.errors import Invalid

router = make_router()


@router.get("/rights")
@looks(Action.OPEN_HOLDINGS)
async def show_rights(context: InContext) -> Response:
    return _ask(context, "", "", None, None)


@router.post("/rights")
@looks(Action.OPEN_HOLDINGS)
async def show_found(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    try:
        found = await find_holdings(context, said["number"], said["area"])
    except Refused:
        raise
    except Invalid as fault:  # the form says what to enter instead
        return _ask(context, said["number"], said["area"], None, fault)
    return _ask(context, said["number"], said["area"], found, None)


@router.get("/persons/{id}/holdings")
@looks(Action.OPEN_HOLDINGS)
async def show_holdings(context: InContext, id: str) -> Response:
    return render(context, "holdings.html", answer=await open_holdings(context, id))


def _ask(context: Context, number: str, area: str, found: PersonsHeld | None, fault: Invalid | None) -> Response:
    said: dict[str, Any] = {"asked": Asked(area=area), "number": number, "found": found, "fault": fault}
    return render(context, "rights.html", 422 if fault else 200, **said)
