"""The pages of looking past a restriction: the form, the person, and what an audit manager has to review."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter

from api.asker import Refused
from api.asking import Unknown
from api.breaking import BreakAsked, ReviewAsked, break_glass, find_until, list_breaks, open_behind, review
from api.context import Context, InContext
from api.looking import looks, make_router
from api.pages.alerts import first_area
from api.pages.asked import Page, Words
from api.pages.forms import read_fields
from api.pages.rendering import render
from api.pages.routes import ENTRIES, turn
from streams.codec import decode
from streams.codes.access import Action
from streams.codes.glass import GlassFinding, GlassReason
from streams.errors import Invalid

router = make_router()

_BREAK: TypeAdapter[BreakAsked] = TypeAdapter(BreakAsked)
_REVIEW: TypeAdapter[ReviewAsked] = TypeAdapter(ReviewAsked)
_FIELDS = ("named", "reason", "reference")


@router.get("/glass")
@looks(Action.READ_CATALOGUE)
async def show_glass(context: InContext, named: Words = "") -> Response:
    """The same for whoever is named, and for nobody."""
    return _ask(context, {"named": named}, None)


@router.post("/glass")
@looks(Action.BREAK_GLASS)
async def take_reason(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    filled = {name: said[name] for name in _FIELDS}
    try:
        answer = await break_glass(context, _read(filled))
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        return _ask(context, filled, fault)
    if len(answer.persons) == 1:
        return RedirectResponse(f"/persons/{answer.persons[0].id}/behind", 303)
    return render(context, "glass_opened.html", answer=answer)


@router.get("/persons/{id}/behind")
@looks(Action.BREAK_GLASS)
async def show_behind(context: InContext, id: str, page: Page = 1) -> Response:
    answer = await open_behind(context, id, None, (page - 1) * ENTRIES, ENTRIES)
    until = await find_until(context, id)
    return render(context, "person.html", answer=answer, here=None, behind=until, **turn(answer, page, ENTRIES, ""))


@router.get("/audit/glass")
@looks(Action.READ_AUDIT)
async def show_breaks(context: InContext, area: Words = "", sent: Words = "") -> Response:
    answer = await list_breaks(context, area or first_area(context))
    return render(context, "glass_review.html", answer=answer, findings=list(GlassFinding), sent=sent, fault=None)


@router.post("/audit/glass")
@looks(Action.REVIEW_GLASS)
async def take_review(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    try:
        if said["finding"] not in list(GlassFinding):
            raise Invalid("finding", "choose what you found", "finding")
        asked: ReviewAsked = decode(_REVIEW, orjson.dumps({"finding": said["finding"]}))
        await review(context, said["area"], said["look"], asked)
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        answer = await list_breaks(context, said["area"])
        findings = list(GlassFinding)
        return render(context, "glass_review.html", 422, answer=answer, findings=findings, sent="", fault=fault)
    return RedirectResponse(f"/audit/glass?area={said['area']}&sent={said['finding']}", 303)


def _read(filled: Mapping[str, str]) -> BreakAsked:
    """Raises :class:`Invalid` naming the field to be filled in otherwise."""
    if not filled["named"]:
        raise Invalid("named", "enter the person's id, or their whole NHS number", "named")
    if filled["reason"] not in list(GlassReason):
        raise Invalid("reason", "choose why it cannot wait", "reason")
    if not filled["reference"]:
        raise Invalid("reference", "enter the reference of the incident or case", "reference")
    asked: BreakAsked = decode(_BREAK, orjson.dumps(dict(filled)))
    return asked


def _ask(context: Context, filled: Mapping[str, str], fault: Invalid | None) -> Response:
    said: dict[str, Any] = {"filled": dict.fromkeys(_FIELDS, "") | dict(filled), "fault": fault}
    return render(context, "glass.html", 422 if fault else 200, **said, reasons=list(GlassReason))
