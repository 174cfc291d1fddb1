"""Reading an area for an answer: few round trips, and all of it as it stood at one position in the log."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from importlib.resources import files
from typing import Any, NamedTuple, Protocol, TypeVar

from msgspec import msgpack
from redis.asyncio import Redis

from scoring.linkage.models import Models
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import Document, Freshness, read
from scoring.state.holding import read_raw
from scoring.state.keys import Key, in_area
from scoring.state.store import AreaStore, Position, reach
from streams.errors import Transient

D = TypeVar("D", bound=Document)
T = TypeVar("T")
Ranked = tuple[str, float]
_WALK = files("scoring.state").joinpath("walk.lua").read_text()

# An answer takes some 5 ms and a live area commits a few times a second: to be overtaken five times over is
# one in a million, and then it is better to ask the caller to come again than to answer from two moments.
_TRIES = 5


class Range(NamedTuple):
    """Members of an index key that begin with ``prefix``, in their order; behind ``after`` where that is not empty."""

    key: Key
    prefix: str
    after: str = ""


class AreaSource(Protocol):
    """Each call is one round trip. ``walk`` gives the first ``limit`` members of these ranges, each with the number of
    its range; ``rank`` the members of a sorted set that score ``highest`` or less, highest first, ``count`` of them
    after ``start``."""

    async def load(self, state: AreaState, wanted: Collection[Key]) -> None: ...

    async def walk(self, ranges: Sequence[Range], limit: int) -> list[tuple[int, str]]: ...

    async def rank(self, key: Key, highest: float, start: int, count: int) -> list[Ranked]: ...


class RedisArea:
    def __init__(self, redis: Redis, area: str) -> None:
        self._redis = redis
        self._area = area
        self._store = AreaStore(redis, area)
        self._walk = redis.register_script(_WALK)

    async def load(self, state: AreaState, wanted: Collection[Key]) -> None:
        await self._store.load(state, wanted)

    async def walk(self, ranges: Sequence[Range], limit: int) -> list[tuple[int, str]]:
        prefix = in_area(self._area, Key(""))
        asked: list[str | bytes | int] = [msgpack.encode(ranges), prefix, limit]
        found = await reach(self._walk(keys=[prefix + keys.POSITION], args=asked))
        pairs = zip(found[::2], found[1::2], strict=True)
        return [(number, member.decode()) for number, members in pairs for member in members]

    async def rank(self, key: Key, highest: float, start: int, count: int) -> list[Ranked]:
        name = in_area(self._area, key)
        asked = self._redis.zrevrangebyscore(name, highest, "-inf", start, count, withscores=True)
        return [(member.decode(), score) for member, score in await reach(asked)]


class Shelf:
    """What was read of an area for one answer. A key is fetched once; what was not fetched counts as absent."""

    def __init__(self, source: AreaSource, models: Models) -> None:
        self._source = source
        self.models = models
        self._state = AreaState()
        self.walk = source.walk
        self.rank = source.rank

    async def fetch(self, wanted: Iterable[Key]) -> None:
        """Cost: one round trip, or none when everything is there."""
        state = self._state
        missing = [
            key
            for key in dict.fromkeys(wanted)
            if key not in state.documents and key not in state.members and key not in state.scores
        ]
        if missing:
            await self._source.load(state, missing)

    def document(self, key: Key, shape: type[D]) -> D | None:
        found: Any = self._state.documents.get(key)
        assert found is None or isinstance(found, shape)
        return found

    def members(self, key: Key) -> set[str]:
        return self._state.members.get(key, set())

    def scores(self, key: Key) -> dict[str, float]:
        return self._state.scores.get(key, {})


async def answer_at_rest(
    redis: Redis, area: str, models: Models, ask: Callable[[Shelf], Awaitable[T]]
) -> tuple[T, Freshness]:
    """The answer of ``ask``, all from one state of the area, and how fresh that was.

    Raises :class:`Transient` while the area is being rebuilt, or when it kept moving on.
    """
    for _ in range(_TRIES):
        before = await _position(redis, area)
        shelf = Shelf(RedisArea(redis, area), models)
        await shelf.fetch([keys.FRESHNESS])
        answer = await ask(shelf)
        if await _position(redis, area) == before:
            return answer, shelf.document(keys.FRESHNESS, Freshness) or Freshness()
    raise Transient(f"area {area} is changing too fast to be read; try again")


async def read_freshness(redis: Redis, areas: Sequence[str]) -> list[Freshness]:
    """In the order of ``areas``, also of such as are being rebuilt. Cost: one round trip."""
    pipe = redis.pipeline(transaction=False)
    for area in areas:
        pipe.get(in_area(area, keys.FRESHNESS))
    held = [read(keys.FRESHNESS, raw) for raw in await reach(pipe.execute())]
    return [freshness if isinstance(freshness, Freshness) else Freshness() for freshness in held]


async def _position(redis: Redis, area: str) -> bytes:
    raw = await read_raw(redis, area)
    if fault := find_fault(raw):
        raise Transient(f"area {area} {fault}")
    return raw


def find_fault(position: bytes) -> str:
    """Why answers about an area at this raw position are withheld; empty when it is whole."""
    if position == b"torn":
        return "was left half-written by a failed commit and must be rebuilt"
    if position and Position.read(position).holder:
        return "is being rebuilt from the log"
    return ""
