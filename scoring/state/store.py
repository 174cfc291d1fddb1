"""One area in Redis: reading what a batch needs, and the atomic commit of what it changed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from msgspec import Raw, msgpack
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from scoring.state import keys
from scoring.state.area import ALL, CROWD, LATEST, AreaState, Changes
from scoring.state.documents import Document, read, write
from scoring.state.keys import KINDS, SEALED, Key, in_area, kind_of
from scoring.state.outbox import Entry
from scoring.state.sealing import seal
from streams.errors import Broken, Transient
from streams.spans import HEADER

_TYPES = {kind.name: kind.type for kind in KINDS}
_COMMIT = files("scoring.state").joinpath("commit.lua").read_text()
_LOAD = files("scoring.state").joinpath("load.lua").read_text()
# Lua's unpack pushes every word onto a stack of 8,000.
_WORDS = 2_000
_WHOLE = 2**53
TORN = b"torn"

Words = list[str | Raw]


class Torn(Broken):
    """A commit took place in part: only a rebuild makes the area whole again."""


@dataclass(frozen=True, slots=True)
class Position:
    """The last observation applied to an area; ``holder`` names a rebuild that has the area to itself. ``moment`` is
    when the broker took that observation, Unix milliseconds: a log that has another there is another log. 0 where it is
    not known."""

    partition: int
    offset: int
    holder: str = ""
    moment: int = 0

    def __str__(self) -> str:
        place = f"{self.partition}:{self.offset}" + (f":{self.moment}" if self.moment else "")
        return place + (f"@{self.holder}" if self.holder else "")

    @staticmethod
    def read(raw: bytes) -> "Position":
        place, _, holder = raw.decode().partition("@")
        partition, offset, *moment = map(int, place.split(":"))
        return Position(partition, offset, holder, *moment)


class AreaStore:
    at_hand = False

    def __init__(self, redis: Redis, area: str) -> None:
        self._redis = redis
        self._area = area
        self._commit = redis.register_script(_COMMIT)
        self._load = redis.register_script(_LOAD)
        self._expected: str | None = None

    def expect(self, before: Position | None) -> None:
        """From now on every read is of the area as it stands at ``before``, or raises :class:`Broken`: a batch is never
        worked out from two moments, whoever writes meanwhile, and whatever a server that was killed forgot."""
        self._expected = str(before) if before else ""

    async def position(self) -> Position | None:
        """Raises :class:`Torn`."""
        raw = await reach(self._redis.get(self._key(keys.POSITION)))
        if raw == TORN:
            raise Torn(f"a commit to area {self._area} failed half-way; run: linnet rebuild --area {self._area}")
        return None if raw is None else Position.read(raw)

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False, latest: int = LATEST) -> None:
        """Cost: one round trip, whatever is wanted. ``whole``: also the members of sets larger than a crowd, and of
        sorted sets more than the ``latest``, those with the highest scores (:data:`ALL`: all)."""
        by_type: dict[str, list[Key]] = {"string": [], "set": [], "zset": []}
        for key in wanted:
            by_type[_TYPES[kind_of(key)]].append(key)
        prefix = in_area(self._area, Key(""))
        asked = msgpack.encode([[prefix + key for key in named] for named in by_type.values()])
        limits = (_WHOLE, ALL) if whole else (CROWD, -latest)
        answer = await reach(self._load(keys=[self._key(keys.POSITION)], args=[asked, *limits]))
        documents, members, scores, stored = answer
        self._check(stored)
        for key, raw in zip(by_type["string"], documents, strict=True):
            state.load_document(key, read(key, raw))
        for key, found in zip(by_type["set"], members, strict=True):
            if isinstance(found, int):
                state.load_crowd(key, found)
            else:
                state.load_members(key, [member.decode() for member in found])
        for key, (size, found) in zip(by_type["zset"], scores, strict=True):
            held = {m.decode(): float(score) for m, score in zip(found[::2], found[1::2], strict=True)}
            state.load_scores(key, held, size)

    async def find_due(self, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
        """See :class:`scoring.batches.Source`. Of two with one score, the lesser name first."""
        pipe = self._redis.pipeline(transaction=True)
        pipe.get(self._key(keys.POSITION))
        pipe.zrangebyscore(self._key(key), "-inf", until, 0, limit, withscores=True)
        stored, found = await reach(pipe.execute())
        self._check(stored or b"")
        return [(member.decode(), score) for member, score in found]

    async def commit(self, changes: Changes, outbox: list[Entry], before: Position | None, after: Position) -> None:
        """Everything or nothing. Raises :class:`Broken` when the stored position is not ``before``: another
        worker is at work on this area, and this one must stop and start again from what Redis holds.

        A lost connection is :class:`Transient`: whether the step was taken is told by the position then.
        """
        # One MessagePack word: packing thousands of words one by one cost more than working them out. Strings
        # only: Redis' cmsgpack does not know MessagePack's binary type.
        commands = msgpack.encode(list(self._commands(changes, outbox)))
        words: list[str | bytes] = [str(before) if before else "", str(after), commands]
        outcome, stored = await reach(self._commit(keys=[self._key(keys.POSITION)], args=words))
        if outcome != b"committed":
            raise self._taken(stored, str(before))

    def _check(self, stored: bytes) -> None:
        if self._expected is not None and stored.decode() != self._expected:
            raise self._taken(stored, self._expected)

    def _taken(self, stored: bytes, before: str) -> Broken:
        return Broken(f"area {self._area} stands at {stored.decode()!r}, not at {before}: another worker has it")

    def _commands(self, changes: Changes, outbox: list[Entry]) -> Iterator[Words]:
        prefix = in_area(self._area, Key(""))
        yield from _document_commands(prefix, changes)
        for key, members in changes.members.items():
            added = [m for m, present in members.items() if present]
            yield from _chunked("SADD", prefix + key, added)
            if len(added) < len(members):
                yield from _chunked("SREM", prefix + key, [m for m, present in members.items() if not present])
        for key, scores in changes.scores.items():
            marks = [word for m, score in scores.items() if score is not None for word in (repr(score), m)]
            yield from _chunked("ZADD", prefix + key, marks)
            if len(marks) < 2 * len(scores):
                yield from _chunked("ZREM", prefix + key, [m for m, score in scores.items() if score is None])
        for entry in outbox:
            # The log offset as entry id: Redis refuses a second one, and a rebuild finds where it stood.
            trace = [HEADER, entry.trace] if entry.trace else []
            told = [entry.topic, entry.event.decode()]
            yield ["XADD", prefix + keys.OUTBOX, f"{entry.offset}-{entry.number}", *told, *trace]

    def _key(self, key: Key) -> str:
        return in_area(self._area, key)


def _document_commands(prefix: str, changes: Changes) -> Iterator[Words]:
    written: Words = []
    dropped: Words = []
    for key, document in changes.documents.items():
        if document is None:
            dropped.append(prefix + key)
        else:
            written += (prefix + key, _write_sealed(key, document))
    yield from _chunked("MSET", None, written)
    yield from _chunked("DEL", None, dropped)


def _write_sealed(key: Key, document: Document) -> str | Raw:
    value = write(document)
    if kind_of(key) not in SEALED:
        return value.decode()
    sealed = seal(key, value)
    # As a string of MessagePack, which need not be text in Redis' cmsgpack, and has to be in msgspec's writer.
    return Raw(b"\xdb" + len(sealed).to_bytes(4) + sealed)


def _chunked(command: str, key: str | None, words: Sequence[str | Raw]) -> list[Words]:
    if not words:
        return []
    head = [command] if key is None else [command, key]
    if len(words) <= _WORDS:  # nearly always
        return [[*head, *words]]
    return [[*head, *words[start : start + _WORDS]] for start in range(0, len(words), _WORDS)]


async def reach(answer: Any) -> Any:
    """Sort Redis' failures into ours: it may come back, or it refuses and will go on refusing."""
    try:
        return await answer
    except (RedisConnectionError, RedisTimeoutError) as fault:
        raise Transient(f"Redis does not answer ({type(fault).__name__})") from fault
    except ResponseError as fault:
        # LOADING and MASTERDOWN pass; anything else (OOM, NOSCRIPT storms, WRONGTYPE) is for an operator.
        if str(fault).startswith(("LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN")):
            raise Transient("Redis is starting up") from fault
        raise Broken(f"Redis refuses: {str(fault).split(',')[0][:80]}") from fault
    except RedisError as fault:
        raise Broken(f"Redis fails: {type(fault).__name__}") from fault
