"""Taking an area away from the projector for a while: to replay history fast, or to rebuild from nothing.

The holder's name is part of the position, and the position is the fence: while an area is held, whatever the
projector tries to commit is refused, and answers about the area are withheld rather than given half.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.scanning import scan
from scoring.state.store import TORN, Position, reach
from streams.errors import Broken

# Older than any offset: nothing was applied.
NOWHERE = -1
_EMPTYING = ", emptying"

_SWAP = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
return 1
"""

# Fenced as a commit is: what is sent again because no answer came, and arrives twice, finds what is written since.
_CLEAR = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
for i = 2, #KEYS do redis.call('UNLINK', KEYS[i]) end
return 1
"""


async def read_raw(redis: Redis, area: str) -> bytes:
    raw: bytes | None = await reach(redis.get(in_area(area, keys.POSITION)))
    return raw or b""


async def hold(redis: Redis, area: str, partition: int, holder: str, empty: bool) -> None:
    """The area is ours. ``empty``: and nothing is left in it but the mark of what was relayed.

    A holder that died is simply held over: whoever holds now starts from the position that is there. Where that died
    while it emptied the area, or a commit was torn, they start from nothing in any case. A projector that commits at
    this very moment does so before or is refused: what is held is what it had reached.
    """
    while True:
        raw = await read_raw(redis, area)
        stands = Position(partition, NOWHERE) if raw in (b"", TORN) else Position.read(raw)
        anew = empty or raw == TORN or stands.holder.endswith(_EMPTYING)
        ours = _emptying(Position(partition, NOWHERE, holder)) if anew else replace(stands, holder=holder)
        # Sent again because no answer came, it finds what it did, and puts the same in its place.
        if await _swap(redis, area, raw, str(ours)):
            break
    if anew:
        await _empty(redis, area, Position(partition, NOWHERE, holder))


async def release(redis: Redis, area: str, holder: str) -> bool:
    """Give the area back at the position reached. False when somebody else has taken it over, or the server has
    forgotten that it is held."""
    raw = await read_raw(redis, area)
    if raw in (b"", TORN) or (held := Position.read(raw)).holder != holder:
        return False
    free = "" if held.offset == NOWHERE else str(replace(held, holder=""))
    return await _swap(redis, area, raw, free) or _is_given_back(await read_raw(redis, area), held)


def _is_given_back(raw: bytes, held: Position) -> bool:
    """Sent again because no answer came, it finds what it did, or what the projector has made of it since."""
    if raw == TORN:
        return False
    if not raw:
        return held.offset == NOWHERE
    found = Position.read(raw)
    return not found.holder and found.partition == held.partition and found.offset >= held.offset


def _emptying(held: Position) -> Position:
    return replace(held, holder=held.holder + _EMPTYING)


async def _empty(redis: Redis, area: str, held: Position) -> None:
    """From a position of its own to ``held`` once nothing is left: a server that is killed and forgets that the area
    was emptied forgets that it is at ``held``, and whoever reads there is told.

    A server may also be killed between the two and forget the first alone, or be started anew amid a scan, which then
    passes over keys: so it is looked at once more where it stands, and emptied again if need be.

    Raises :class:`Broken` when somebody else has taken the area over meanwhile.
    """
    emptying = _emptying(held)
    while True:
        await _clear(redis, area, emptying)
        await _move(redis, area, emptying, held)
        if await _is_empty(redis, area):
            return
        await _move(redis, area, held, emptying)


async def _swap(redis: Redis, area: str, before: bytes | str, after: str) -> bool:
    return bool(await reach(redis.eval(_SWAP, 1, in_area(area, keys.POSITION), before, after)))


async def _move(redis: Redis, area: str, before: Position, after: Position) -> None:
    # Sent again because no answer came, it finds what it did.
    if not await _swap(redis, area, str(before), str(after)) and await read_raw(redis, area) != str(after).encode():
        raise _taken(area, after)


def _taken(area: str, held: Position) -> Broken:
    return Broken(f"area {area} is not {held.holder}'s any more: another rebuild has it")


async def _clear(redis: Redis, area: str, held: Position) -> None:
    async for doomed in _scan_rest(redis, area):
        if not await reach(redis.eval(_CLEAR, 1 + len(doomed), in_area(area, keys.POSITION), *doomed, str(held))):
            raise _taken(area, held)


async def _is_empty(redis: Redis, area: str) -> bool:
    async for left in _scan_rest(redis, area):
        if left:
            return False
    return True


async def _scan_rest(redis: Redis, area: str) -> AsyncIterator[list[bytes]]:
    """All but what is there in an area that is empty."""
    kept = {in_area(area, key).encode() for key in (keys.POSITION, keys.RELAYED)}
    async for found in scan(redis, in_area(area, keys.Key("*"))):
        yield [key for key in found if key not in kept]
