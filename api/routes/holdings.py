from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from api.answers.correcting import CorrectionForeseen, CorrectionTaken, ErasureProof
from api.answers.holdings import HoldingsAnswer, PersonsHeld
from api.context import InContext
from api.correcting import CorrectionAsked, ProofAsked, correct, foresee_correction, prove_erasure
from api.holding import find_holdings, open_holdings
from api.looking import looks, make_router
from api.routes.asked import AreaAsked, AreaNamed, IdAsked
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH, FAILS_ON_WRITING
from streams.codes.access import Action
from streams.contract import Contract

router = make_router("/v1", "rights")

Download = Annotated[bool, Query(description="As a file to keep")]


class HoldingsAsked(Contract):
    number: Annotated[str, Field(max_length=40, description="A whole NHS number, or an agency's own for the person")]
    area: AreaAsked = ""


@router.post("/holdings/search", operation_id="findHoldings", summary="Find by a number", responses=FAILS_ON_SEARCH)
@looks(Action.OPEN_HOLDINGS)
async def search_holdings(context: InContext, asked: HoldingsAsked) -> PersonsHeld:
    """Whoever is held under exactly this number, also who is very restricted and found by nobody else."""
    return await find_holdings(context, asked.number, asked.area)


@router.get(
    "/persons/{id}/holdings", operation_id="readHoldings", summary="All that is held about", responses=FAILS_ON_ID
)
@looks(Action.OPEN_HOLDINGS)
async def read_holdings(
    context: InContext, response: Response, id: IdAsked, download: Download = False
) -> HoldingsAnswer:
    """Everything held about one person, with nothing withheld: events, records and links, alerts, scores and opinions
    on them, and who looked."""
    answer = await open_holdings(context, id)
    if download:
        response.headers["Content-Disposition"] = f'attachment; filename="held-{answer.id}.json"'
    return answer


@router.post(
    "/persons/{id}/corrections/preview",
    operation_id="foreseeCorrection",
    summary="What a correction would change",
    responses=FAILS_ON_WRITING,
)
@looks(Action.CORRECT_HOLDINGS)
async def preview_correction(context: InContext, id: IdAsked, asked: CorrectionAsked) -> CorrectionForeseen:
    """In words, found by letting the core take it in; nothing is sent."""
    return await foresee_correction(context, id, asked)


@router.post(
    "/persons/{id}/corrections",
    operation_id="correctHoldings",
    summary="Rectify, restrict or erase",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.CORRECT_HOLDINGS)
async def post_correction(context: InContext, id: IdAsked, asked: CorrectionAsked) -> CorrectionTaken:
    """One event, some, or all of a person's: as if the agency had sent it so, in this and in every replay."""
    return await correct(context, id, asked)


@router.post(
    "/areas/{area}/holdings/proof",
    operation_id="proveErasure",
    summary="Whether what was erased is gone",
    responses=FAILS_ON_SEARCH,
)
@looks(Action.OPEN_HOLDINGS)
async def post_proof(context: InContext, area: AreaNamed, asked: ProofAsked) -> ErasureProof:
    """What Redis still holds under the names it had, and what Kafka keeps and how long."""
    return await prove_erasure(context, area, asked)
