"""The pre-visit watch list, read and written: what people say of it leaves as events."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from api.acting import act
from api.answers.alerts import WatchedAddress, WatchList
from api.answers.writing import write_address, write_id, write_moment
from api.asking import ask_area, check_area, split_id, unknown
from api.context import Context
from api.sending import AnswerId, make_id, sign
from scoring.linkage.records import RecordId
from scoring.state.watching_view import Watched, list_watched, view_watch
from streams.contract import Contract, Instant
from streams.errors import Invalid
from streams.events.alerts import AddressWatched, Watching
from streams.events.decisions import REVIEW_SOURCE

# Whoever wants an address watched for longer looks at it again first.
LONGEST = timedelta(days=366)


class WatchAsked(Contract):
    id: AnswerId | None = None
    until: Instant


class WatchEnded(Contract):
    id: AnswerId | None = None


async def read_watch(context: Context, public_id: str) -> WatchedAddress | None:
    """Raises :class:`Unknown`; None for an address that is not on the list."""
    area, record = split_id(context, public_id)
    return _write_watched(area, await _find(context, area, record))


async def read_watch_list(context: Context, area: str) -> WatchList:
    check_area(context, area)
    now = context.now()
    found, _ = await ask_area(context, area, lambda shelf: list_watched(shelf, now.timestamp()))
    listed = [_write_watched(area, one) for one in found]
    return WatchList(area=area, as_at=now, addresses=[one for one in listed if one])


async def watch(context: Context, area: str, record: str, asked: WatchAsked) -> str:
    """The id under which it was said. Raises :class:`Invalid` for an end that is past or too far away."""
    now = context.now()
    if not now < asked.until <= now + LONGEST:
        raise Invalid("until", "until must be in the future, and within 366 days", "until")
    return await _say(context, area, record, asked, asked.until)


async def end_watch(context: Context, area: str, record: str, asked: WatchEnded) -> str:
    return await _say(context, area, record, asked, None)


async def _say(context: Context, area: str, record: str, asked: WatchAsked | WatchEnded, until: datetime | None) -> str:
    """Of each wording of the address that it was said of before, too: the longest watch of them is the address's."""
    check_area(context, area)
    found = await _find(context, area, RecordId(record))
    now, first = context.now(), asked.id or make_id()
    named = dict.fromkeys([RecordId(found.address), *found.records])
    events = []
    for event_id, target in zip(_make_ids(first), named, strict=False):
        said = Watching(recorded_at=now, target=target, until=until, watched_by=sign(context.asker.viewer))
        events.append(AddressWatched(id=event_id, source=REVIEW_SOURCE, time=now, area=area, data=said))
    await act(context, area, record, *events)
    return first


def _make_ids(first: str) -> Iterator[str]:
    """The first, and as many after it as are wanted, the same whenever it is sent again."""
    while True:
        yield first
        first = hashlib.blake2b(first.encode(), digest_size=16).hexdigest()


async def _find(context: Context, area: str, record: RecordId) -> Watched:
    now = context.now().timestamp()
    found, _ = await ask_area(context, area, lambda shelf: view_watch(shelf, record, now))
    if found is None:
        raise unknown()
    return found


def _write_watched(area: str, found: Watched) -> WatchedAddress | None:
    if found.watch is None:
        return None
    return WatchedAddress(
        id=write_id(area, found.address),
        address=write_address(found.particulars),
        until=write_moment(found.watch.until),
        by=found.watch.name,
        role=found.watch.role,
        team=found.watch.team,
        said_at=write_moment(found.watch.recorded),
    )
