from api.answers.persons import PersonAnswer, PersonSearch
from api.context import InContext
from api.looking import looks, make_router
from api.opening import open_person
from api.routes.asked import At, IdAsked, Limit, Offset, PersonsAsked
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH
from api.searching import find_people
from scoring.linkage.finding.reading import read_person_query
from streams.codes.access import Action

router = make_router("/v1/persons", "persons")


# In a body: a name in a URL ends up in a browser's history and in a proxy's log.
@router.post("/search", operation_id="searchPersons", summary="Find people", responses=FAILS_ON_SEARCH)
@looks(Action.SEARCH_PERSONS)
async def search_persons(context: InContext, asked: PersonsAsked) -> PersonSearch:
    """People a record of whom is like `q`, the likeliest first: any part of a name, however it is spelt, a date of
    birth or an age, an NHS number, an agency's own number, an address. Each with why it was found. Where somebody
    was seen is no care's to look for: of what a clinician sends the address is left out."""
    who = read_person_query(asked.q, asked.born, context.now().date(), asked.number, asked.address)
    return await find_people(context, who, asked.area)


@router.get("/{id}", operation_id="readPerson", summary="Read a person", responses=FAILS_ON_ID)
@looks(Action.OPEN_PERSON)
async def read_person(
    context: InContext, id: IdAsked, at: At = None, offset: Offset = 0, limit: Limit = 50
) -> PersonAnswer:
    """Counts, agencies involved with whom to ring, addresses and timeline, as they were at `at`, as known now."""
    return await open_person(context, id, at, offset, limit)
