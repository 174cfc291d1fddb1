"""Pages about links: the queue, a pair to decide about, and why records are one person or one address."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.asker import Refused
from api.asking import Unknown, split_id
from api.context import Context, InContext
from api.looking import looks, make_router
from api.pages.asked import Words
from api.pages.deciding import Filled, read_form, send_form
from api.pages.rendering import render
from api.reviewing import list_review, open_links, open_pair
from api.sending import make_id
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.codes.decisions import Reason
from streams.errors import Invalid

router = make_router()

PAIRS = 10
_PLURALS = {Subject.PERSON: "persons", Subject.ADDRESS: "addresses"}


@router.get("/review")
@looks(Action.REVIEW_LINKS)
async def show_queue(
    context: InContext,
    area: Words = "",
    subject: Subject = Subject.PERSON,
    after: Annotated[str, Query(max_length=60)] = "",
    sent: Words = "",
) -> Response:
    area = area or next(iter(context.areas))
    answer = await list_review(context, area, subject, after, PAIRS)
    return render(context, "review.html", answer=answer, after=after, sent=sent)


@router.get("/review/{area}/{subject}/{one}/{other}")
@looks(Action.REVIEW_LINKS)
async def show_pair(
    context: InContext, area: str, subject: Subject, one: str, other: str, origin: Words = ""
) -> Response:
    empty = Filled(make_id(), "", "", "", origin)
    return await _ask(context, (area, subject, one, other), empty, None)


@router.post("/review/{area}/{subject}/{one}/{other}")
@looks(Action.DECIDE_LINK)
async def take_decision(
    request: Request, context: InContext, area: str, subject: Subject, one: str, other: str
) -> Response:
    filled = await read_form(request, context)
    try:
        await send_form(context, area, {"subject": subject, "one": one, "other": other}, filled)
    except (Unknown, Refused):
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask(context, (area, subject, one, other), filled, fault)
    return RedirectResponse(_way_back(context, area, subject, filled), 303)


@router.get("/persons/{id}/links")
@looks(Action.OPEN_LINKS)
async def show_person_links(context: InContext, id: str, sent: Words = "") -> Response:
    return await _show_links(context, Subject.PERSON, id, sent)


@router.get("/addresses/{id}/links")
@looks(Action.OPEN_LINKS)
async def show_address_links(context: InContext, id: str, sent: Words = "") -> Response:
    return await _show_links(context, Subject.ADDRESS, id, sent)


async def _show_links(context: Context, subject: Subject, public_id: str, sent: str) -> Response:
    answer = await open_links(context, subject, public_id)
    area, _ = split_id(context, answer.id)
    return render(context, "links.html", answer=answer, area=area, plural=_PLURALS[subject], sent=sent)


async def _ask(
    context: Context, pair: tuple[str, Subject, str, str], filled: Filled, fault: Invalid | None
) -> Response:
    answer = await open_pair(context, *pair)
    said: dict[str, Any] = {"filled": filled, "fault": fault, "reasons": list(Reason), "plural": _PLURALS[pair[1]]}
    return render(context, "pair.html", 422 if fault else 200, answer=answer, **said)


def _way_back(context: Context, area: str, subject: Subject, filled: Filled) -> str:
    if not filled.origin:
        return f"/review?area={area}&subject={subject}&sent={filled.verdict}"
    origin = ".".join(split_id(context, filled.origin))
    return f"/{_PLURALS[subject]}/{origin}/links?sent={filled.verdict}"
