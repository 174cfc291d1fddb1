"""All that Redis knows of an area, open, in the form the in-memory store of the laws has it, to compare the two."""

from collections.abc import Collection

from redis import Redis

from scoring.state.keys import KINDS, POSITION, in_area, kind_of
from scoring.state.sealing import unseal
from scoring.state.store import Position
from streams.settings import Settings

_TYPES = {kind.name: kind.type for kind in KINDS}
_KNOWN = frozenset(kind.name for kind in KINDS if kind.knowledge)


def read_position(settings: Settings, area: str) -> Position:
    """Where the area stands; it must stand somewhere."""
    with Redis.from_url(settings.redis_url) as redis:
        found = redis.get(in_area(area, POSITION))
    assert isinstance(found, bytes)
    return Position.read(found)


def read_knowledge(settings: Settings, area: str) -> dict[str, object]:
    return read_held(settings, area, _KNOWN)


def read_held(settings: Settings, area: str, kinds: Collection[str]) -> dict[str, object]:
    """All keys of these kinds."""
    redis = Redis.from_url(settings.redis_url)
    prefix = f"{{{area}}}:"
    known: dict[str, object] = {}
    for raw_key in redis.scan_iter(match=f"{prefix}*", count=5000):
        key = raw_key.decode().removeprefix(prefix)
        match _TYPES.get(kind_of(key)) if kind_of(key) in kinds else None:
            case "string":
                raw: bytes | None = redis.get(raw_key)  # type: ignore[assignment]
                known[key] = raw and unseal(key, raw)
            case "set":
                members: set[bytes] = redis.smembers(raw_key)  # type: ignore[assignment]
                known[key] = {member.decode() for member in members}
            case "zset":
                pairs: list[tuple[bytes, float]] = redis.zrange(raw_key, 0, -1, withscores=True)  # type: ignore[assignment]
                known[key] = {member.decode(): score for member, score in pairs}
    redis.close()
    return known
