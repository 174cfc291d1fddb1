from api.answers.found import SearchAnswer
from api.context import InContext
from api.joining import find_both
from api.looking import looks, make_router
from api.routes.asked import AddressesAsked
from api.routes.failing import FAILS_ON_SEARCH
from streams.codes.access import Action

router = make_router("/v1", "search")


@router.post("/search", operation_id="search", summary="Find people and addresses", responses=FAILS_ON_SEARCH)
@looks(Action.SEARCH_PERSONS)
async def search(context: InContext, asked: AddressesAsked) -> SearchAnswer:
    """Whatever is known, in one field: a name, a date of birth or an age, an NHS number, an address, a postcode, a
    UPRN. Answers are those of the two searches, under the same rules: words that may be a name or a street are looked
    for as both."""
    return await find_both(context, asked.q, asked.area)
