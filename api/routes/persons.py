from typing import Annotated

from fastapi import APIRouter, Query

from api.answers.persons import PersonAnswer, PersonSearch
from api.context import InContext
from api.opening import open_person
from api.routes.asked import AreaAsked, At, IdAsked, Limit, Offset, WordsAsked
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH
from api.searching import find_people

router = APIRouter(prefix="/v1/persons", tags=["persons"])


# A name in a URL can end up in a browser's history and in a proxy's log. GET is the contract while only this
# machine can ask; a search with a declared purpose will be sent in a body.
@router.get("", operation_id="searchPersons", summary="Find people", responses=FAILS_ON_SEARCH)
async def search_persons(
    context: InContext,
    q: WordsAsked = "",
    area: AreaAsked = "",
    born: Annotated[
        str, Query(max_length=30, description="Date of birth: 1961-03-14, 14/3/1961 or 14 March 1961")
    ] = "",
) -> PersonSearch:
    """People a record of whom is like `q`, the likeliest first: any part of a name, however it is spelt, a date of
    birth or an age, an NHS number, an agency's own number, an address. Each with why it was found."""
    return await find_people(context, q, area, born)


@router.get("/{id}", operation_id="readPerson", summary="Read a person", responses=FAILS_ON_ID)
async def read_person(
    context: InContext, id: IdAsked, at: At = None, offset: Offset = 0, limit: Limit = 50
) -> PersonAnswer:
    """Counts, agencies involved with whom to ring, addresses and timeline, as they were at `at`, as known now."""
    return await open_person(context, id, at, offset, limit)
