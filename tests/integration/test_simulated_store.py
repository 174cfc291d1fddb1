"""The Valkey of the simulation answers as the real one does: what it proves would be worth nothing otherwise."""

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any
from urllib.parse import urlsplit

import hiredis
import pytest
from msgspec import msgpack
from redis.asyncio import Connection

from scoring.state.holding import _SWAP
from scoring.state.store import _COMMIT, _LOAD
from tests.soak.simulation.store import Store
from tests.soak.simulation.wire import write_answer

pytestmark = pytest.mark.integration
_TURNS = 2_000
_POSITION = "{a}:position"
Words = list[Any]


@pytest.fixture
async def valkey(redis_url: str) -> AsyncIterator[Connection]:
    place = urlsplit(redis_url)
    connection = Connection(host=place.hostname or "", port=place.port or 0)
    await connection.connect()
    await ask(connection, ["FLUSHALL"])
    yield connection
    await connection.disconnect()


async def ask(connection: Connection, words: Words) -> Any:
    await connection.send_command(*words)
    try:
        return await connection.read_response()
    except Exception as refusal:
        return refusal


class Speaker:
    """What Linnet says to Valkey, on a few keys, so that it often meets what it said before; and some of it wrong."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._entry = 0
        self._position = ""

    def say(self) -> Words:
        match self._random.randrange(12):
            case 0 | 1 | 2:
                return self._commit()
            case 3 | 4:
                return self._load()
            case 5:
                after = self._random.choice(("", "2:7"))
                return ["EVAL", _SWAP, 1, _POSITION, self._random.choice(("", "2:1", "2:7")), after]
            case 6:
                return ["XRANGE", "{a}:outbox", "-", "+", "COUNT", 3]
            case 7:
                return ["XDEL", "{a}:outbox", *(f"{n}-1" for n in range(self._entry + 1))]
            case 8:
                return ["ZRANGEBYSCORE", self._key("zset"), "-inf", 2.5, "LIMIT", 0, 2, "WITHSCORES"]
            case 9:
                return ["SET", self._key(self._random.choice(("string", "set"))), "x"]
            case 10:
                return ["GET", self._key(self._random.choice(("string", "zset")))]
            case _:
                return [self._random.choice(("DEL", "UNLINK")), self._key("set"), self._key("zset")]

    def _key(self, kind: str) -> str:
        return f"{{a}}:{kind}{self._random.randrange(3)}"

    def _commit(self) -> Words:
        words = [self._write() for _ in range(self._random.randrange(6))]
        before = self._random.choice((self._position, self._position, "2:99"))
        after = self._random.choice(("2:1", "2:7"))
        if before == self._position:
            self._position = after
        return ["EVAL", _COMMIT, 1, _POSITION, before, after, msgpack.encode(words)]

    def _write(self) -> Words:
        member, other = (f"m{self._random.randrange(4)}" for _ in range(2))
        match self._random.randrange(7):
            case 0:
                return ["MSET", self._key("string"), member, self._key("string"), other]
            case 1:
                return ["DEL", self._key("string")]
            case 2:
                return ["SADD", self._key("set"), member, other]
            case 3:
                return ["SREM", self._key("set"), member]
            case 4:
                return ["ZADD", self._key("zset"), repr(self._random.uniform(-3, 3)), member, "1.0", other]
            case 5:
                return ["ZREM", self._key("zset"), member]
            case _:
                self._entry += self._random.choice((1, 1, 1, 0))
                return ["XADD", "{a}:outbox", f"{self._entry}-1", "links", "{}"]

    def _load(self) -> Words:
        wanted = [[f"{{a}}:{kind}{n}" for n in range(4)] for kind in ("string", "set", "zset")]
        limits = self._random.choice((1, 100)), self._random.choice((0, -2, -1_001))
        return ["EVAL", _LOAD, 1, _POSITION, msgpack.encode(wanted), *limits]


@pytest.mark.parametrize("seed", range(3))
async def test_the_simulated_store_answers_as_valkey_does(valkey: Connection, seed: int) -> None:
    """2,000 commands and scripts, right and wrong ones: the same answers, and refusals of the same kind."""
    speaker, store, reader = Speaker(seed), Store(lambda: 0.0), hiredis.Reader()
    for turn in range(_TURNS):
        words = speaker.say()
        sent = [each if isinstance(each, bytes) else str(each).encode() for each in words]
        reader.feed(write_answer(store.take(sent)))
        simulated, real = reader.gets(), await ask(valkey, words)
        assert plain(simulated) == plain(real), (turn, words[0], words[-3:])
        await asyncio.sleep(0)


def plain(answer: Any) -> Any:
    """Of a refusal its code; of what a set holds, in some order, all of it."""
    if isinstance(answer, Exception):
        return f"refused: {str(answer).split()[0] if 'WRONGTYPE' in str(answer) else ''}"
    if isinstance(answer, list) and len(answer) == 4 and isinstance(answer[1], list):
        return [answer[0], [sorted(each) if isinstance(each, list) else each for each in answer[1]], *answer[2:]]
    return answer
