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
@router.get("", operation_id="searchPersons", summary="Find people by name", responses=FAILS_ON_SEARCH)
async def search_persons(
    context: InContext,
    q: WordsAsked = "",
    area: AreaAsked = "",
    born: Annotated[
        str, Query(max_length=30, description="Date of birth: 1961-03-14, 14/3/1961 or 14 March 1961")
    ] = "",
) -> PersonSearch:
    """People a record of whom has every word of `q`: names in any order, a date of birth, an NHS number."""
    return await find_people(context, q, area, born)


@router.get("/{id}", operation_id="readPerson", summary="Read a person", responses=FAILS_ON_ID)
async def read_person(
    context: InContext, id: IdAsked, at: At = None, offset: Offset = 0, limit: Limit = 50
) -> PersonAnswer:
    """Counts, agencies involved with whom to ring, addresses and timeline, as they were at `at`, as known now."""
    return await open_person(context, id, at, offset, limit)
