"""How far the areas are, seen from outside: by their positions in Redis, which move with each commit."""

from redis import Redis

from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.store import TORN, Position
from streams.settings import Settings


class Progress:
    def __init__(self, settings: Settings) -> None:
        self._redis = Redis.from_url(settings.redis_url, decode_responses=True)
        self._keys = [in_area(area, keys.POSITION) for area in settings.partnership.areas]

    def reached(self) -> list[int]:
        """Of each area, in the partnership's order, how many messages of its partition are applied, where each area
        has a partition to itself. Cost: a round trip."""
        return [_read(raw) for raw in self._redis.mget(self._keys)]

    def close(self) -> None:
        self._redis.close()


def _read(raw: bytes | str | None) -> int:
    return Position.read(raw.encode()).offset + 1 if isinstance(raw, str) and raw.encode() != TORN else 0
