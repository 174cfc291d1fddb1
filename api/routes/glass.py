from typing import Annotated

from fastapi import Path

from api.answers.glass import BreaksAnswer, GlassBroken, ReviewTaken
from api.answers.persons import PersonAnswer
from api.breaking import BreakAsked, ReviewAsked, break_glass, list_breaks, open_behind, review
from api.context import InContext
from api.looking import looks, make_router
from api.routes.asked import AreaNamed, At, IdAsked, Limit, Offset
from api.routes.failing import FAILS_ON_ID, FAILS_ON_SEARCH, FAILS_ON_WRITING
from streams.codes.access import Action

router = make_router("/v1", "restrictions")

LookNamed = Annotated[str, Path(max_length=60)]


@router.post("/glass", operation_id="breakGlass", summary="Look past a restriction", responses=FAILS_ON_WRITING)
@looks(Action.BREAK_GLASS)
async def post_break(context: InContext, asked: BreakAsked) -> GlassBroken:
    """With a reason, for some minutes, on the person's own page alone. It is on the audit before it is answered, an
    audit manager reviews it, and whoever the partnership named is told of it."""
    return await break_glass(context, asked)


@router.get(
    "/persons/{id}/behind", operation_id="readBehind", summary="A person, nothing withheld", responses=FAILS_ON_ID
)
@looks(Action.BREAK_GLASS)
async def read_behind(
    context: InContext, id: IdAsked, at: At = None, offset: Offset = 0, limit: Limit = 50
) -> PersonAnswer:
    """As `/v1/persons/{id}`, for whoever has said why in this session."""
    return await open_behind(context, id, at, offset, limit)


@router.get(
    "/areas/{area}/glass", operation_id="listBreaks", summary="Restrictions looked past", responses=FAILS_ON_SEARCH
)
@looks(Action.READ_AUDIT)
async def read_breaks(context: InContext, area: AreaNamed) -> BreaksAnswer:
    """That nobody has reviewed yet."""
    return await list_breaks(context, area)


@router.post(
    "/areas/{area}/glass/{look}/review",
    operation_id="reviewBreak",
    summary="Review one",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.REVIEW_GLASS)
async def post_review(context: InContext, area: AreaNamed, look: LookNamed, asked: ReviewAsked) -> ReviewTaken:
    """What was found is on the audit, with who found it; nobody reviews what they did themselves."""
    return await review(context, area, look, asked)
