from typing import Annotated

from fastapi import Path, Query

from api.answers.review import DecisionTaken, LinksAnswer, PairAnswer, ReviewAnswer
from api.context import InContext
from api.deciding import DecisionAsked, WithdrawalAsked, decide, withdraw
from api.looking import looks, make_router
from api.reviewing import list_review, open_links, open_pair
from api.routes.asked import AreaNamed, IdAsked, RecordNamed
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH, FAILS_ON_WRITING
from scoring.state.keys import Subject
from streams.codes.access import Action

router = make_router("/v1", "links")

DecisionNamed = Annotated[str, Path(max_length=100)]
After = Annotated[str, Query(max_length=60, description="What next was in the answer before; from the top if left out")]
Pairs = Annotated[int, Query(ge=1, le=100, description="Pairs to give at most")]


@router.get(
    "/areas/{area}/review", operation_id="listReview", summary="Pairs to decide about", responses=FAILS_ON_SEARCH
)
@looks(Action.REVIEW_LINKS)
async def read_review(
    context: InContext, area: AreaNamed, subject: Subject = Subject.PERSON, after: After = "", limit: Pairs = 20
) -> ReviewAnswer:
    """Pairs of records that may well be of one person or address, with what speaks for and against it."""
    return await list_review(context, area, subject, after, limit)


@router.get(
    "/areas/{area}/pairs/{subject}/{one}/{other}",
    operation_id="readPair",
    summary="Read a pair of records",
    responses=FAILS_ON_ID,
)
@looks(Action.REVIEW_LINKS)
async def read_pair(
    context: InContext, area: AreaNamed, subject: Subject, one: RecordNamed, other: RecordNamed
) -> PairAnswer:
    return await open_pair(context, area, subject, one, other)


@router.get("/persons/{id}/links", operation_id="readPersonLinks", summary="Why one person", responses=FAILS_ON_ID)
@looks(Action.OPEN_LINKS)
async def read_person_links(context: InContext, id: IdAsked) -> LinksAnswer:
    """The records of a person, the links that hold them together, and what people decided about them."""
    return await open_links(context, Subject.PERSON, id)


@router.get("/addresses/{id}/links", operation_id="readAddressLinks", summary="Why one address", responses=FAILS_ON_ID)
@looks(Action.OPEN_LINKS)
async def read_address_links(context: InContext, id: IdAsked) -> LinksAnswer:
    """The wordings of an address, the links that hold them together, and what people decided about them."""
    return await open_links(context, Subject.ADDRESS, id)


@router.post(
    "/areas/{area}/decisions",
    operation_id="decideLink",
    summary="Decide about a pair",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.DECIDE_LINK)
async def post_decision(context: InContext, area: AreaNamed, asked: DecisionAsked) -> DecisionTaken:
    """Linkage holds to it from now on, whatever the evidence says, until a later decision or its withdrawal."""
    return DecisionTaken(id=await decide(context, area, asked))


@router.post(
    "/areas/{area}/decisions/{id}/withdrawal",
    operation_id="withdrawDecision",
    summary="Withdraw a decision",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.DECIDE_LINK)
async def post_withdrawal(
    context: InContext, area: AreaNamed, id: DecisionNamed, asked: WithdrawalAsked
) -> DecisionTaken:
    """As if it had never been made: what was decided before it stands again."""
    return DecisionTaken(id=await withdraw(context, area, id, asked))
