from api.answers.alerts import AnswerTaken, WatchList
from api.context import InContext
from api.looking import looks, make_router
from api.routes.asked import AreaNamed, RecordNamed
from api.routes.failing import FAILS_ON_SEARCH, FAILS_ON_WRITING
from api.watching import WatchAsked, WatchEnded, end_watch, read_watch_list, watch
from streams.codes.access import Action

router = make_router("/v1/areas/{area}", "alerts")


@router.get("/watched", operation_id="listWatched", summary="The pre-visit watch list", responses=FAILS_ON_SEARCH)
@looks(Action.LIST_WATCHED)
async def read_watched(context: InContext, area: AreaNamed) -> WatchList:
    return await read_watch_list(context, area)


@router.post(
    "/addresses/{record}/watch",
    operation_id="watchAddress",
    summary="Put an address on the watch list",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.WATCH_ADDRESS)
async def post_watch(context: InContext, area: AreaNamed, record: RecordNamed, asked: WatchAsked) -> AnswerTaken:
    """Until then, rules that ask for it hold there. What is said last of an address stands."""
    return AnswerTaken(id=await watch(context, area, record, asked))


@router.post(
    "/addresses/{record}/watch/end",
    operation_id="endWatch",
    summary="Take an address off the watch list",
    status_code=202,
    responses=FAILS_ON_WRITING,
)
@looks(Action.WATCH_ADDRESS)
async def post_watch_end(context: InContext, area: AreaNamed, record: RecordNamed, asked: WatchEnded) -> AnswerTaken:
    return AnswerTaken(id=await end_watch(context, area, record, asked))
