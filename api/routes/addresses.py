from api.answers.addresses import AddressAnswer, AddressSearch
from api.context import InContext
from api.looking import looks, make_router
from api.opening import open_address
from api.routes.asked import AddressesAsked, At, IdAsked, Limit, Offset
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH
from api.searching import find_addresses
from scoring.linkage.finding.reading import read_address_query
from streams.codes.access import Action

router = make_router("/v1/addresses", "addresses")


@router.post("/search", operation_id="searchAddresses", summary="Find addresses", responses=FAILS_ON_SEARCH)
@looks(Action.SEARCH_ADDRESSES)
async def search_addresses(context: InContext, asked: AddressesAsked) -> AddressSearch:
    """Addresses a record of which is like `q`, the likeliest first: number, name, street, postcode, UPRN. Each with why
    it was found."""
    return await find_addresses(context, read_address_query(asked.q), asked.area)


@router.get("/{id}", operation_id="readAddress", summary="Read an address", responses=FAILS_ON_ID)
@looks(Action.OPEN_ADDRESS)
async def read_address(
    context: InContext, id: IdAsked, at: At = None, offset: Offset = 0, limit: Limit = 50
) -> AddressAnswer:
    """Counts, agencies involved with whom to ring, people and timeline, as they were at `at`, as known now."""
    return await open_address(context, id, at, offset, limit)
