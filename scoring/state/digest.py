"""One number for all that is known, so that two ways of arriving at it can be compared."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from scoring.state.keys import KINDS, Key, in_area, kind_of
from scoring.state.scanning import read_stream, scan_once
from scoring.state.sealing import unseal
from scoring.state.store import reach

_KINDS = {kind.name: kind for kind in KINDS}
_PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Digest:
    """``kinds``: kind of key to its number of keys and SHA-256; ``whole``: over all that is known or learned."""

    whole: str
    kinds: dict[str, tuple[int, str]]


async def digest(redis: Redis, areas: list[str]) -> Digest:
    """SHA-256 over sorted keys and canonical values. Cost: reads everything; memory: 50 bytes a key."""
    hashed: dict[str, dict[bytes, bytes]] = {kind.name: {} for kind in KINDS}
    for area in sorted(areas):
        async for key, value in read_values(redis, area):
            held = hashed[kind_of(_local(key))]
            held[key] = hashlib.sha256(held.get(key, b"") + value).digest()
    kinds = {name: (len(held), _hash_pairs(held)) for name, held in hashed.items()}
    known = [f"{name}:{kinds[name][1]}" for name, kind in _KINDS.items() if kind.knowledge or kind.learned]
    return Digest(hashlib.sha256("\n".join(known).encode()).hexdigest(), kinds)


def _hash_pairs(held: dict[bytes, bytes]) -> str:
    whole = hashlib.sha256()
    for key, value in sorted(held.items()):
        whole.update(len(key).to_bytes(4) + key + value)
    return whole.hexdigest()


def _local(key: bytes) -> str:
    return key.decode().split("}:", 1)[1]


async def read_values(redis: Redis, area: str) -> AsyncIterator[tuple[bytes, bytes]]:
    """Every key of the area with its value, open, in one form whatever its type; a stream in pieces, each with its
    key."""
    async for names in scan_once(redis, in_area(area, Key("*"))):
        plain = [key for key in names if _KINDS[kind_of(_local(key))].type != "stream"]
        for key, value in zip(plain, await _read(redis, plain), strict=True):
            if value is not None:
                yield key, unseal(_local(key), value)
        for key in {*names} - {*plain}:
            async for entries in read_stream(redis, key, _PIECE):
                yield key, repr(entries).encode()


async def _read(redis: Redis, found: list[bytes]) -> list[bytes | None]:
    pipe = redis.pipeline(transaction=False)
    for key in found:
        match _KINDS[kind_of(_local(key))].type:
            case "string":
                pipe.get(key)
            case "set":
                pipe.smembers(key)
            case "zset":
                pipe.zrange(key, 0, -1, withscores=True)
    return [_canonical(value) for value in await reach(pipe.execute())] if found else []


def _canonical(value: Any) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    ordered = sorted(value) if isinstance(value, set) else value
    return repr(ordered).encode()
