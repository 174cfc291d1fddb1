"""Reading an area for an answer: few round trips, and all of it as it stood at one position in the log."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Any, Protocol, TypeVar

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

# An answer takes some 5 ms and a live area commits a few times a second: to be overtaken five times over is
# one in a million, and then it is better to ask the caller to come again than to answer from two moments.
_TRIES = 5


class AreaSource(Protocol):
    """Each call is one round trip. ``find`` gives the members that all keys of any one group have in common;
    ``rank`` those of a sorted set that score ``highest`` or less, highest first, ``count`` of them after ``start``."""

    async def load(self, state: AreaState, wanted: Collection[Key]) -> None: ...

    async def find(self, groups: Sequence[Collection[Key]]) -> set[str]: ...

    async def rank(self, key: Key, highest: float, start: int, count: int) -> list[Ranked]: ...


class RedisArea:
    def __init__(self, redis: Redis, area: str) -> None:
        self._redis = redis
        self._area = area
        self._store = AreaStore(redis, area)

    async def load(self, state: AreaState, wanted: Collection[Key]) -> None:
        await self._store.load(state, wanted)

    async def find(self, groups: Sequence[Collection[Key]]) -> set[str]:
        pipe = self._redis.pipeline(transaction=False)
        for group in groups:
            pipe.sinter([in_area(self._area, key) for key in group])
        answers: list[set[bytes]] = await reach(pipe.execute())
        return {member.decode() for answer in answers for member in answer}

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
        self.find = source.find
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
