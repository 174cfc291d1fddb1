"""The first pages: search, results, a person, an address. No JavaScript; forms are GET, as the API's searches are."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.answers.addresses import AddressAnswer
from api.answers.persons import PersonAnswer
from api.asking import list_freshness
from api.context import Context, InContext
from api.opening import open_address, open_person
from api.pages.asked import Asked, Page, Words
from api.pages.rendering import render
from api.pages.watching import read_here
from api.pages.wording import read_day
from api.searching import find_addresses, find_people
from scoring.state.keys import Subject
from streams.errors import Invalid

router = APIRouter(include_in_schema=False)

ENTRIES = 20
# For a strategy meeting: all of it on one page, or as much as anybody can read there.
PRINTED = 500


@router.get("/")
async def show_search(context: InContext) -> Response:
    return await _ask_again(context, Asked(), None)


@router.get("/persons")
async def show_people(context: InContext, q: Words = "", area: Words = "", born: Words = "") -> Response:
    asked = Asked("person", q.strip(), area, born.strip())
    try:
        answer = await find_people(context, asked.q, area, asked.born)
    except Invalid as fault:  # the form says what to enter instead
        return await _ask_again(context, asked, fault)
    return render(context, "people.html", asked=asked, answer=answer)


@router.get("/addresses")
async def show_addresses(context: InContext, q: Words = "", area: Words = "") -> Response:
    asked = Asked("address", q.strip(), area)
    try:
        answer = await find_addresses(context, asked.q, area)
    except Invalid as fault:  # the form says what to enter instead
        return await _ask_again(context, asked, fault)
    return render(context, "addresses.html", asked=asked, answer=answer)


@router.get("/persons/{id}")
async def show_person(
    request: Request, context: InContext, id: str, page: Page = 1, day: Words = "", view: Words = ""
) -> Response:
    at = read_day(day, context.now())
    size = PRINTED if view == "print" else ENTRIES
    answer = await open_person(context, id, at, (page - 1) * size, size)
    here = None if at else await read_here(request, context, Subject.PERSON, answer.id)
    return render(context, "person.html", answer=answer, here=here, **_turn(answer, page, size, day if at else ""))


@router.get("/addresses/{id}")
async def show_address(
    request: Request, context: InContext, id: str, page: Page = 1, day: Words = "", view: Words = ""
) -> Response:
    at = read_day(day, context.now())
    size = PRINTED if view == "print" else ENTRIES
    answer = await open_address(context, id, at, (page - 1) * size, size)
    seen = [one.id for one in answer.people]
    here = None if at else await read_here(request, context, Subject.ADDRESS, answer.id, seen)
    return render(context, "address.html", answer=answer, here=here, **_turn(answer, page, size, day if at else ""))


async def _ask_again(context: Context, asked: Asked, fault: Invalid | None) -> Response:
    freshness = await list_freshness(context)
    return render(context, "search.html", 422 if fault else 200, asked=asked, fault=fault, freshness=freshness)


def _turn(answer: PersonAnswer | AddressAnswer, page: int, size: int, day: str) -> dict[str, Any]:
    """The pages of a timeline. ``day`` is empty when nobody looks back."""
    pages = -(-answer.timeline.total // size)
    return {"page": page, "pages": pages, "day": day, "per_page": ENTRIES, "printing": size == PRINTED}
