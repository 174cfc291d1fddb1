"""The first pages: search, results, a person, an address. No JavaScript; what is searched for is in no URL."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.answers.addresses import AddressAnswer
from api.answers.persons import PersonAnswer
from api.asker import Refused
from api.asking import list_freshness
from api.context import Context, InContext
from api.joining import find_both
from api.looking import looks, make_router
from api.opening import open_address, open_person
from api.pages.asked import Asked, Page, Words
from api.pages.forms import read_fields
from api.pages.found import list_shown, tell_found
from api.pages.rendering import render
from api.pages.watching import read_here
from api.pages.wording import read_day
from api.searching import find_addresses, find_people
from scoring.linkage.finding.reading import read_address_query, read_person_query
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.errors import Invalid

router = make_router()

ENTRIES = 20
# For a strategy meeting: all of it on one page, or as much as anybody can read there.
PRINTED = 500


@router.get("/")
@looks(Action.READ_CATALOGUE)
async def show_search(context: InContext) -> Response:
    return await _ask_again(context, Asked(), None)


@router.get("/search")
@router.get("/persons")
@router.get("/addresses")
@looks(Action.READ_CATALOGUE)
async def show_forms(context: InContext) -> Response:  # noqa: ARG001 - whoever asks has to be somebody
    """Where somebody comes who reloads what a search has found."""
    return RedirectResponse("/", 303)


@router.post("/search")
@looks(Action.SEARCH_PERSONS)
async def show_found(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    asked = Asked("box", said["q"], said["area"])
    try:
        answer = await find_both(context, asked.q, asked.area)
    except Refused:
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask_again(context, asked, fault)
    return render(context, "found.html", asked=asked, answer=answer, told=tell_found(answer), shown=list_shown(answer))


@router.post("/persons")
@looks(Action.SEARCH_PERSONS)
async def show_people(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    asked = Asked("person", said["q"], said["area"], said["born"], said["number"], said["address"])
    try:
        who = read_person_query(asked.q, asked.born, context.now().date(), asked.number, asked.address)
        answer = await find_people(context, who, asked.area)
    except Refused:
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask_again(context, asked, fault)
    return render(context, "people.html", asked=asked, answer=answer)


@router.post("/addresses")
@looks(Action.SEARCH_ADDRESSES)
async def show_addresses(request: Request, context: InContext) -> Response:
    said = await read_fields(request, context)
    asked = Asked("address", said["q"], said["area"])
    try:
        answer = await find_addresses(context, read_address_query(asked.q), asked.area)
    except Refused:
        raise
    except Invalid as fault:  # the form says what to enter instead
        return await _ask_again(context, asked, fault)
    return render(context, "addresses.html", asked=asked, answer=answer)


@router.get("/persons/{id}")
@looks(Action.OPEN_PERSON)
async def show_person(context: InContext, id: str, page: Page = 1, day: Words = "", view: Words = "") -> Response:
    at = read_day(day, context.now())
    size = PRINTED if view == "print" else ENTRIES
    answer = await open_person(context, id, at, (page - 1) * size, size)
    here = None if at else await read_here(context, Subject.PERSON, answer.id)
    return render(context, "person.html", answer=answer, here=here, **turn(answer, page, size, day if at else ""))


@router.get("/addresses/{id}")
@looks(Action.OPEN_ADDRESS)
async def show_address(context: InContext, id: str, page: Page = 1, day: Words = "", view: Words = "") -> Response:
    at = read_day(day, context.now())
    size = PRINTED if view == "print" else ENTRIES
    answer = await open_address(context, id, at, (page - 1) * size, size)
    seen = [one.id for one in answer.people]
    here = None if at else await read_here(context, Subject.ADDRESS, answer.id, seen)
    return render(context, "address.html", answer=answer, here=here, **turn(answer, page, size, day if at else ""))


async def _ask_again(context: Context, asked: Asked, fault: Invalid | None) -> Response:
    freshness = await list_freshness(context)
    return render(context, "search.html", 422 if fault else 200, asked=asked, fault=fault, freshness=freshness)


def turn(answer: PersonAnswer | AddressAnswer, page: int, size: int, day: str) -> dict[str, Any]:
    """The pages of a timeline. ``day`` is empty when nobody looks back."""
    pages = -(-answer.timeline.total // size)
    return {"page": page, "pages": pages, "day": day, "per_page": ENTRIES, "printing": size == PRINTED}
