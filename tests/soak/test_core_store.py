"""The store that the core is simulated on does what Linnet's scripts do: they are run beside it, in a real Lua."""

from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from redis.exceptions import ResponseError

from scoring.batches import Step, run_batch
from scoring.observed import read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state import keys
from scoring.state.area import AreaState, Changes
from scoring.state.keys import Key, in_area
from scoring.state.outbox import Entry
from scoring.state.sealing import unseal
from scoring.state.store import TORN, AreaStore, Position
from streams.errors import Broken
from tests.soak.core.area import CoreArea
from tests.soak.core.asking import Ask
from tests.soak.core.commands import Commands
from tests.soak.core.run import play_out
from tests.soak.core.seams import installed
from tests.soak.core.store import LAST, Store
from tests.soak.core.world import World
from tests.soak.simulation.broker import Stored
from tests.soak.simulation.processes import MODELS
from tests.soak.simulation.store import Refusal, Stream
from tests.soak.simulation.store import Store as Valkey

_BATCH = 3


class Scripted:
    """The client of a Valkey in memory, whose scripts are the real ones, in Lua."""

    def __init__(self) -> None:
        self.valkey = Valkey(lambda: 0.0)
        self._asked: list[list[bytes]] = []

    def register_script(self, source: str) -> Any:
        async def call(keys: list[str], args: list[Any]) -> Any:
            words = ["EVAL", source, len(keys), *keys, *args]
            return _refuse(self.valkey.take([_word(word) for word in words]))

        return call

    def pipeline(self, **_transaction: bool) -> "Scripted":
        self._asked = []
        return self

    def get(self, name: str) -> None:
        self._asked.append([b"GET", name.encode()])

    def zrangebyscore(self, name: str, *limits: Any, withscores: bool) -> None:
        low, until, start, count = (_word(limit) for limit in limits)
        assert withscores
        more = [b"LIMIT", start, count, b"WITHSCORES"]
        self._asked.append([b"ZRANGEBYSCORE", name.encode(), low, until, *more])

    async def execute(self) -> list[Any]:
        stored, found = (_refuse(answer) for answer in self.valkey.take_all(self._asked))
        return [stored, [(member, float(score)) for member, score in found]]


def _word(word: Any) -> bytes:
    return word if isinstance(word, bytes) else str(word).encode()


def _refuse(answer: Any) -> Any:
    if isinstance(answer, Refusal):
        raise ResponseError(str(answer))
    return answer


def _drive(work: Coroutine[Any, Any, Any]) -> Any:
    """Whatever it asks for is done at once."""
    answer = None
    while True:
        try:
            asked = work.send(answer)
        except StopIteration as end:  # not an error: this is how a coroutine returns
            return end.value
        answer = asked.effect() if isinstance(asked, Ask) else None


def _steps(log: list[Stored], area: str) -> Iterator[list[Step]]:
    ours = [stored for stored in log if stored.key.decode() == area]
    points = [LogPoint(area, each.partition, each.offset, each.timestamp) for each in ours]
    steps = [Step(prepare(read_observed(each.value)), point) for each, point in zip(ours, points, strict=True)]
    for start in range(0, len(steps), _BATCH):
        yield steps[start : start + _BATCH]


def _read(valkey: Valkey, area: str) -> dict[str, object]:
    """Open."""
    prefix = in_area(area, Key("")).encode()
    found = ((name.removeprefix(prefix).decode(), value) for name, value in valkey.held.items())
    return {name: unseal(name, value) if isinstance(value, bytes) else _plain(value) for name, value in found}


def _plain(value: Any) -> object:
    if isinstance(value, Stream):
        return tuple((b"%d-%d" % name, {words[0]: words[1]}) for name, words in value.entries.items())
    if isinstance(value, set):
        return {member.decode() for member in value}
    return {member.decode(): score for member, score in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("seed", range(8))
def test_the_core_makes_the_same_of_both_stores(seed: int) -> None:
    """Batch by batch, an area in the core's store is what the real scripts write and read, its outbox included."""
    with installed():
        world = World(seed)
        assert not play_out(world)
    for area in world.climate.areas:
        scripted: Any = Scripted()
        store = Store((area,), [])
        both: list[AreaStore] = [AreaStore(scripted, area), CoreArea(Commands(store), area)]
        before: Position | None = None
        for steps in _steps(world.log.stored, area):
            after = Position(steps[-1].point.partition, steps[-1].point.offset)
            for each in both:
                each.expect(before)
                changes, outbox = _drive(run_batch(steps, each, MODELS))
                _drive(each.commit(changes, outbox, before, after))
            before = after
            assert _read(scripted.valkey, area) == {key: v for key, v in store.held[area].items() if key != LAST}


def test_both_stores_refuse_who_was_replaced() -> None:
    """A commit upon a position that is not there, and a read of another than expected, are refused by both, in the same
    words; so is an entry whose turn has passed, which leaves the area torn."""
    scripted: Any = Scripted()
    store = Store(("a",), [])
    for each in (AreaStore(scripted, "a"), CoreArea(Commands(store), "a")):
        first, second = Position(2, 5), Position(2, 6)
        told = [Entry(5, 1, "links", b"{}")]
        _drive(each.commit(Changes(), told, None, first))
        with pytest.raises(Broken, match="area a stands at '2:5', not at None: another worker has it"):
            _drive(each.commit(Changes(), [], None, second))
        each.expect(second)
        with pytest.raises(Broken, match="area a stands at '2:5', not at 2:6: another worker has it"):
            _drive(each.load(AreaState(), [keys.CLOCK]))
        with pytest.raises(Broken, match="Redis refuses"):
            _drive(each.commit(Changes(), told, first, second))
    assert store.position("a") == scripted.valkey.held[b"{a}:position"] == TORN
