from typing import Annotated

from fastapi import Header, Query
from fastapi.responses import StreamingResponse

from api.asking import check_area
from api.context import InContext
from api.following import Following
from api.looking import looks, make_router
from api.routes.asked import AreaNamed
from api.routes.failing import FAILS_ON_SEARCH
from api.streaming.events import read_place, send_events
from api.streaming.told import Wanted
from streams.codes.access import Action
from streams.codes.alerts import Receiver, Severity
from streams.errors import Invalid
from streams.partitions import partition_of
from streams.topics import ALERTS

router = make_router("/v1", "alerts")

_DESCRIPTION = "Ids of the stream; after the last that was had, so that nothing is missed"

Severities = Annotated[list[Severity] | None, Query(alias="severity", description="All when left out")]
Receivers = Annotated[list[Receiver] | None, Query(alias="receiver", description="All when left out")]
LastHeard = Annotated[str, Header(alias="Last-Event-ID", max_length=30, description=_DESCRIPTION)]
After = Annotated[str, Query(max_length=30, description="As Last-Event-ID, which goes before it")]


class EventStream(StreamingResponse):
    # Not FastAPI's EventSourceResponse: with it nothing can be refused once the route is entered, and its heartbeat
    # has no id.
    media_type = "text/event-stream"


@router.get(
    "/areas/{area}/alerts/stream",
    operation_id="streamAlerts",
    summary="Alerts as they happen",
    response_class=EventStream,
    responses=FAILS_ON_SEARCH,
)
@looks(Action.FOLLOW_ALERTS)
async def stream_alerts(
    context: InContext,
    area: AreaNamed,
    severity: Severities = None,
    receiver: Receivers = None,
    last_event_id: LastHeard = "",
    after: After = "",
) -> EventStream:
    """Server-Sent Events named `alert-changed-1`, each the event as it is on the topic `alerts` but for the events it
    rests on, and `connection` when what is shown stops being live, and when it is again. A stream that ends says why in
    a comment; ask again with the last id and nothing of the last day is missed, also while nobody listened."""
    check_area(context, area)
    offset = _read_offset(area, last_event_id or after)
    follower = Following(context, area)
    wanted = Wanted(area, frozenset(severity or ()), frozenset(receiver or ()), follower.may_see)
    reader = await context.broadcast.join(wanted)
    # nginx, which many have in front, holds answers back until they are whole unless it is told not to.
    return EventStream(send_events(context.broadcast, reader, follower, offset), headers={"X-Accel-Buffering": "no"})


def _read_offset(area: str, place: str) -> int | None:
    if not place:
        return None
    found = read_place(place)
    if found is None or found[0] != partition_of(area, ALERTS.partitions):
        raise Invalid("place-unknown", "Last-Event-ID must be an id that this area's stream gave", "Last-Event-ID")
    return found[1]
