from fastapi import APIRouter

from api.answers.catalogue import CatalogueAnswer, write_catalogue
from api.context import InContext
from api.routes.failing import FAILS

router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"])


@router.get("", operation_id="readCatalogue", summary="What Linnet can tell", responses=FAILS)
async def read_catalogue(context: InContext) -> CatalogueAnswer:
    """The areas and agencies of the partnership, the categories of contacts, the windows and the indicators."""
    return write_catalogue(context.settings.partnership)
