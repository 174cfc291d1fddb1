from fastapi import APIRouter

from api.answers.addresses import AddressAnswer, AddressSearch
from api.context import InContext
from api.opening import open_address
from api.routes.asked import AreaAsked, At, IdAsked, Limit, Offset, WordsAsked
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH
from api.searching import find_addresses

router = APIRouter(prefix="/v1/addresses", tags=["addresses"])


@router.get("", operation_id="searchAddresses", summary="Find addresses", responses=FAILS_ON_SEARCH)
async def search_addresses(context: InContext, q: WordsAsked = "", area: AreaAsked = "") -> AddressSearch:
    """Addresses a record of which is like `q`, the likeliest first: number, name, street, postcode, UPRN. Each with why
    it was found."""
    return await find_addresses(context, q, area)


@router.get("/{id}", operation_id="readAddress", summary="Read an address", responses=FAILS_ON_ID)
async def read_address(
    context: InContext, id: IdAsked, at: At = None, offset: Offset = 0, limit: Limit = 50
) -> AddressAnswer:
    """Counts, agencies involved with whom to ring, people and timeline, as they were at `at`, as known now."""
    return await open_address(context, id, at, offset, limit)
