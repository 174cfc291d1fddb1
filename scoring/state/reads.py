"""Reading an area for an answer: few round trips, and all of it as it stood at one position in the log."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from importlib.resources import files
from typing import Any, NamedTuple, Protocol, TypeVar

from msgspec import msgpack
from redis.asyncio import Redis

from scoring.linkage.models import Models
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.area import ALL, AreaState
from scoring.state.documents import Document, Freshness, Lineage, read
from scoring.state.holding import read_raw
from scoring.state.keys import Key, in_area
from scoring.state.store import TORN, AreaStore, Position, reach
from streams.errors import Transient

D = TypeVar("D", bound=Document)
T = TypeVar("T")
Ranked = tuple[str, float]
_WALK = files("scoring.state").joinpath("walk.lua").read_text()

# To be overtaken five times over, each time by a change of what the answer is about, is one in a million, and then it
# is better to ask the caller to come again than to answer from two moments.
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
        await self._store.load(state, wanted, latest=ALL)

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
    """What was read of an area for one answer. A key is fetched once; what was not fetched counts as absent. ``past``:
    records of persons whose restriction this one answer looks past."""

    past: frozenset[RecordId] = frozenset()

    def __init__(self, source: AreaSource, models: Models) -> None:
        self._source = source
        self.models = models
        self._state = AreaState()
        self._walked: list[tuple[Sequence[Range], int, list[tuple[int, str]]]] = []
        self._ranked: list[tuple[Key, float, int, int, list[Ranked]]] = []

    async def walk(self, ranges: Sequence[Range], limit: int) -> list[tuple[int, str]]:
        """See :class:`AreaSource`."""
        found = await self._source.walk(ranges, limit)
        self._walked.append((ranges, limit, found))
        return found

    async def rank(self, key: Key, highest: float, start: int, count: int) -> list[Ranked]:
        """See :class:`AreaSource`."""
        found = await self._source.rank(key, highest, start, count)
        self._ranked.append((key, highest, start, count, found))
        return found

    async def still_stands(self) -> bool:
        """Whether everything that was read is there unchanged; how fresh the area is does not count. Cost: a round trip
        for all keys, and one for each walk along an index."""
        held, again = self._state, AreaState()
        read_keys = {*held.documents, *held.members, *held.crowds, *held.scores} - {keys.FRESHNESS}
        await self._source.load(again, read_keys)
        same = all(again.documents.get(key) == value for key, value in held.documents.items() if key in read_keys)
        same = same and (again.members, again.crowds, again.scores) == (held.members, held.crowds, held.scores)
        for ranges, limit, walked in self._walked:
            same = same and await self._source.walk(ranges, limit) == walked
        for key, highest, start, count, ranked in self._ranked:
            same = same and await self._source.rank(key, highest, start, count) == ranked
        return same

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
        found: Any = self.anything(key)
        assert found is None or isinstance(found, shape)
        return found

    def anything(self, key: Key) -> Document | None:
        """The document there, of whatever kind."""
        return self._state.documents.get(key)

    def members(self, key: Key) -> set[str]:
        return self._state.members.get(key, set())

    def scores(self, key: Key) -> dict[str, float]:
        return self._state.scores.get(key, {})


async def answer_at_rest(
    redis: Redis, area: str, models: Models, ask: Callable[[Shelf], Awaitable[T]]
) -> tuple[T, Freshness]:
    """The answer of ``ask``, all from one state of the area, and how fresh that was.

    Raises :class:`Transient` while the area is being rebuilt, when it kept moving on, and where its keys are named
    under another key than this process has: nobody would be found, and nobody told why.
    """
    for _ in range(_TRIES):
        before = await _position(redis, area)
        shelf = Shelf(RedisArea(redis, area), models)
        await _begin(area, shelf)
        answer = await ask(shelf)
        if await _is_of_one_state(redis, area, shelf, before):
            return answer, shelf.document(keys.FRESHNESS, Freshness) or Freshness()
    raise Transient(f"area {area} is changing too fast to be read; try again")


async def _is_of_one_state(redis: Redis, area: str, shelf: Shelf, before: bytes) -> bool:
    """A busy area commits many times while an answer is put together, and seldom to what the answer is about. So it
    is enough that all that was read is there, unchanged, at one position: reading it again at once takes a fraction
    of the time that finding out what to read took."""
    for _ in range(_TRIES):
        now = await _position(redis, area)
        if now == before:
            return True
        if not await shelf.still_stands():
            return False
        before = now
    return False


async def answer_in_passing(
    redis: Redis, area: str, models: Models, ask: Callable[[Callable[[], Shelf]], Awaitable[T]]
) -> tuple[T, Freshness]:
    """The answer of ``ask``, each document whole and not all from one state of the area: for what takes longer to read
    than a live area stays at rest. ``ask`` opens as many shelves as it wants to forget what it has read.

    Raises :class:`Transient` while the area is being rebuilt.
    """
    await _position(redis, area)
    freshness = Shelf(RedisArea(redis, area), models)
    await _begin(area, freshness)
    answer = await ask(lambda: Shelf(RedisArea(redis, area), models))
    await _position(redis, area)
    return answer, freshness.document(keys.FRESHNESS, Freshness) or Freshness()


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


async def _begin(area: str, shelf: Shelf) -> None:
    await shelf.fetch([keys.FRESHNESS, keys.LINEAGE])
    if fault := find_lineage_fault(shelf.document(keys.LINEAGE, Lineage), shelf.models.lineage):
        raise Transient(f"area {area} {fault}")


def find_lineage_fault(lineage: Lineage | None, ours: Lineage) -> str:
    """People are told of by the models that they were linked by, or not at all. Empty also of an area that holds
    nothing."""
    if lineage is None or lineage == ours:
        return ""
    if lineage.veil != ours.veil:
        return "is named under another LINNET_INDEX_KEY"
    return f"was linked by {lineage.persons} and {lineage.places}, not by {ours.persons} and {ours.places}; rebuild it"


def find_fault(position: bytes) -> str:
    """Why answers about an area at this raw position are withheld; empty when it is whole."""
    if position == TORN:
        return "was left half-written by a failed commit and must be rebuilt"
    if position and Position.read(position).holder:
        return "is being rebuilt from the log"
    return ""
