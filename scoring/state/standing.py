"""What an area still knows of long ago: events whose keys have to outlive those of their time."""

from collections.abc import Iterator
from datetime import UTC, datetime

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.documents import Answers, Care, Cell, Clock, Document, Watch, read
from scoring.state.keys import Key, in_area, kind_of
from scoring.state.scanning import scan
from scoring.state.store import TORN, Position, reach
from streams.contract import EventKey

_KINDS = ("cell", "person-answers", "address-answers", "person-care", "address-watch")


async def find_kept(redis: Redis, area: str) -> datetime | None:
    """What happened until then is past its age there; None while the area is not followed, or is replayed. Raises
    :class:`streams.errors.Transient`. Cost: a round trip."""
    pipe = redis.pipeline(transaction=True)
    pipe.get(in_area(area, keys.POSITION))
    pipe.get(in_area(area, keys.CLOCK))
    stored, raw = await reach(pipe.execute())
    clock = read(keys.CLOCK, raw)
    if not stored or stored == TORN or Position.read(stored).holder or not isinstance(clock, Clock):
        return None
    return datetime.fromtimestamp(clock.kept, UTC) if clock.kept > 0 else None


async def find_standing(redis: Redis, area: str, kept: datetime) -> set[EventKey]:
    """Of all that was said until then, what still counts: open cases, decisions, answers. Cost: reads every key of the
    server, and every event of the area, a thousand in a round trip."""
    found, until, prefix = set[EventKey](), kept.timestamp(), in_area(area, Key(""))
    async for names in scan(redis, f"{prefix}*"):
        local = [Key(name.decode().removeprefix(prefix)) for name in names]
        wanted = [key for key in local if kind_of(key) in _KINDS]
        raws = await reach(redis.mget([prefix + key for key in wanted])) if wanted else []
        for key, raw in zip(wanted, raws, strict=True):
            found.update(_list_old(key, read(key, raw), until))
    return found


def _list_old(key: Key, document: Document | None, until: float) -> Iterator[EventKey]:
    match document:
        case Cell() if not document.erased and any(moment <= until for moment in _list_moments(document)):
            yield EventKey(key.split(":", 1)[1])
        case Answers() | Care():
            yield from (answer.event for answer in document.answers if answer.recorded <= until)
        case Watch() if document.recorded <= until:
            yield document.event


def _list_moments(cell: Cell) -> Iterator[float]:
    """Of all that was said of it and counts. What waits counts too: a restriction before what it restricts."""
    if cell.restricted:
        yield cell.restricted.recorded
    if cell.contact:
        yield min(cell.contact.happened, cell.contact.recorded)
    elif cell.version and not cell.aged:
        yield abs(cell.version.recorded)
