from api.answers.catalogue import CatalogueAnswer, write_catalogue
from api.context import InContext
from api.looking import looks, make_router
from api.routes.failing import FAILS
from streams.codes.access import Action

router = make_router("/v1/catalogue", "catalogue")


@router.get("", operation_id="readCatalogue", summary="What Linnet can tell", responses=FAILS)
@looks(Action.READ_CATALOGUE)
async def read_catalogue(context: InContext) -> CatalogueAnswer:
    """The areas and agencies of the partnership, the categories of contacts, the windows and the indicators."""
    return write_catalogue(context.areas)
