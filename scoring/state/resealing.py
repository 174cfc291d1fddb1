"""What Redis holds under a key that is to go, sealed under the first of those there are, beside whoever works on it."""

from collections.abc import AsyncIterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from redis.asyncio import Redis

from scoring.state.auditing import SEALED_HASH
from scoring.state.keys import SEALED, Key, in_area, kind_of
from scoring.state.scanning import scan
from scoring.state.sealing import Seals
from scoring.state.store import reach
from streams.errors import Broken

_RESEAL = files("scoring.state").joinpath("reseal.lua").read_text()
_AT_ONCE = 500
_PASSES = 3


class _Held(NamedTuple):
    """``name`` is what it is sealed for; ``field`` is empty where it is all of a string."""

    key: str
    field: str
    name: str
    raw: bytes


async def reseal(redis: Redis, areas: Sequence[str], seals: Seals) -> int:
    """How many values were sealed anew, also such as were not sealed at all. Sessions end by themselves, and are left.

    Again from the start until nothing is left under another key. Raises :class:`Broken` where that never comes:
    somebody still writes under one. Cost: reads all of it, 500 in a round trip.
    """
    done = 0
    for _ in range(_PASSES):
        fresh = sum([await _reseal_some(redis, held, seals) async for held in _read_all(redis, areas)])
        done += fresh
        if not fresh:
            return done
    raise Broken("somebody still seals under another key than the first of LINNET_STATE_KEYS: start all again with it")


async def _reseal_some(redis: Redis, held: list[_Held], seals: Seals) -> int:
    stale = [one for one in held if not seals.is_current(one.raw)]
    pipe = redis.pipeline(transaction=False)
    for one in stale:
        anew = seals.seal(one.name, seals.open(one.name, one.raw))
        pipe.eval(_RESEAL, 1, one.key, one.field, one.raw, anew)
    if stale:
        await reach(pipe.execute())
    return len(stale)


async def _read_all(redis: Redis, areas: Sequence[str]) -> AsyncIterator[list[_Held]]:
    for area in areas:
        prefix = in_area(area, Key(""))
        async for found in scan(redis, f"{prefix}*", _AT_ONCE):
            names = [name.decode() for name in found]
            wanted = [name for name in names if kind_of(name.removeprefix(prefix)) in SEALED]
            raws = await reach(redis.mget(wanted)) if wanted else []
            yield [
                _Held(name, "", name.removeprefix(prefix), raw) for name, raw in zip(wanted, raws, strict=True) if raw
            ]
    async for found in scan(redis, "{audit-*}:*", _AT_ONCE):
        for name in filter(SEALED_HASH.fullmatch, [name.decode() for name in found]):
            held = (await reach(redis.hgetall(name))).items()
            yield [_Held(name, field.decode(), f"{name}:{field.decode()}", raw) for field, raw in held]
