"""Effects land once, whoever believes that the area is theirs."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from redis.asyncio import Redis

from consumers.continuity import Rests, find_others, forget_told
from consumers.projection import LogMessage, Projection
from consumers.projector import verify_all, verify_rested
from scoring.linkage.models import load_models
from scoring.state.area import AreaState, Changes
from scoring.state.connection import check_keeps_all, connect
from scoring.state.holding import _SWAP, hold, release
from scoring.state.keys import POSITION, RELAYED, RISK_AGENDA, RULES, Key, in_area
from scoring.state.outbox import Entry
from scoring.state.store import TORN, AreaStore, Position
from streams import metrics
from streams.errors import Broken, Transient
from streams.partitions import partition_of
from streams.sealing.keyring import Keyring
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.events import erasure, incident, raw
from tests.integration.knowledge import read_knowledge

pytestmark = pytest.mark.integration


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Redis]:
    connection = connect(settings.redis_url)
    yield connection
    await connection.aclose()


def log_of(area: str, count: int) -> list[LogMessage]:
    partition = partition_of(area, OBSERVATIONS.partitions)
    events = [
        incident(area, n, person={"local_record_id": "L", "family_name": f"Ash{'ab'[n % 2]}"}) for n in range(count)
    ]
    events[-1] = erasure(area, 1, "E0")
    return [LogMessage(partition, offset, 0, raw(event)) for offset, event in enumerate(events)]


async def resumed(redis: Redis, area: str, log: list[LogMessage]) -> tuple[Projection, int]:
    projection = Projection(redis, {area: load_models()}, Keyring().find)
    return projection, await projection.resume(log[0].partition, 0, len(log))


async def test_of_two_workers_on_one_partition_one_is_refused(redis: Redis, settings: Settings) -> None:
    """Two workers that both believe they own a partition: each observation takes effect once, the loser stops."""
    log = log_of("lonefences", 40)
    one, _ = await resumed(redis, "lonefences", log)
    other, _ = await resumed(redis, "lonefences", log)
    await one.project(log[:20])
    before = read_knowledge(settings, "lonefences")
    with pytest.raises(Broken, match="another worker"):
        await other.project(log[:30])
    assert read_knowledge(settings, "lonefences") == before
    await one.project(log[20:])
    alone = read_knowledge(settings, "lonefences")
    late, start = await resumed(redis, "lonefences", log)
    assert start == len(log)
    await late.project(log)
    assert read_knowledge(settings, "lonefences") == alone


async def test_workers_racing_for_every_batch_never_double_or_lose(redis: Redis, settings: Settings) -> None:
    """Three workers each play the log in small batches at once, starting again when refused: the end is as if one
    had played it alone."""
    log = log_of("loneoutboxes", 60)

    async def work(size: int) -> None:
        while True:
            projection, start = await resumed(redis, "loneoutboxes", log)
            if start == len(log):
                return
            try:
                await projection.project(log[start : start + size])
            except Broken:
                await asyncio.sleep(0)

    racing: list[Coroutine[Any, Any, None]] = [work(size) for size in (3, 5, 7)]
    await asyncio.gather(*racing)
    raced = read_knowledge(settings, "loneoutboxes")
    entries = await redis.xrange(in_area("loneoutboxes", "outbox"))  # type: ignore[arg-type]
    await hold(redis, "loneoutboxes", log[0].partition, "alone", empty=True)
    alone = Projection(redis, {"loneoutboxes": load_models()}, Keyring().find, "alone")
    await alone.resume(log[0].partition, 0, len(log))
    await alone.project(log)
    assert await release(redis, "loneoutboxes", "alone")
    assert read_knowledge(settings, "loneoutboxes") == raced
    assert await redis.xrange(in_area("loneoutboxes", "outbox")) == entries  # type: ignore[arg-type]


@pytest.mark.parametrize("empty", [True, False])
async def test_a_commit_that_fails_half_way_is_found_and_never_built_upon(redis: Redis, empty: bool) -> None:
    """A script error inside a commit leaves the area marked torn: no worker resumes, and the message says rebuild.
    Whoever plays the log again begins with nothing left of it, also who did not ask for that."""
    store = AreaStore(redis, "lonetorn")
    await redis.set(in_area("lonetorn", "person-key:x"), b"not a set")  # type: ignore[arg-type]
    broken = Changes(members={"person-key:x": {"r": True}})  # type: ignore[dict-item]
    with pytest.raises(Broken):
        await store.commit(broken, [], None, Position(0, 5))
    with pytest.raises(Broken, match="linnet rebuild --area lonetorn"):
        await store.position()
    await hold(redis, "lonetorn", 0, "mending", empty=empty)
    assert await store.position() == Position(0, -1, "mending")
    assert await release(redis, "lonetorn", "mending")
    assert await redis.keys("{lonetorn}:*") == []


async def test_a_rebuild_that_died_while_it_emptied_leaves_nothing_to_build_upon(redis: Redis) -> None:
    """Half emptied the area is as it was at no moment: whoever holds it next empties the rest, whatever they asked
    for; and whoever was at the position before is refused."""
    place, left = in_area("lonetorn", POSITION), in_area("lonetorn", Key("person-key:x"))
    await redis.set(left, b"left")
    await redis.set(place, "0:-1@rebuild-1, emptying")
    await hold(redis, "lonetorn", 0, "backfill-2", empty=False)
    assert await AreaStore(redis, "lonetorn").position() == Position(0, -1, "backfill-2")
    assert not await redis.exists(left)
    assert await release(redis, "lonetorn", "backfill-2")


async def test_an_emptying_that_the_server_forgot_is_made_again(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is killed just after an area was emptied, and forgets that alone, leaves nothing to build upon."""
    left, ask, forgotten = in_area("lonetorn", Key("person-key:x")), redis.eval, list[bool]()
    await redis.set(left, b"left")

    async def forgetting(script: str, *words: Any) -> Any:
        if script == _SWAP and not forgotten:
            forgotten.append(bool(await redis.set(left, b"left")))
        return await ask(script, *words)

    monkeypatch.setattr(redis, "eval", forgetting)
    await hold(redis, "lonetorn", 0, "rebuild-3", empty=True)
    assert forgotten
    assert not await redis.exists(left)
    assert await AreaStore(redis, "lonetorn").position() == Position(0, -1, "rebuild-3")
    assert await release(redis, "lonetorn", "rebuild-3")


async def test_a_torn_area_stands_alone(redis: Redis) -> None:
    """Others of its partition go on; it is passed over until it was rebuilt, and then whoever follows begins anew."""
    torn, whole = "lonerent", find_neighbour("lonerent")
    log = [replace(message, offset=offset) for offset, message in enumerate([*log_of(torn, 5), *log_of(whole, 5)])]
    await redis.set(in_area(torn, POSITION), TORN)
    projection = Projection(redis, dict.fromkeys([torn, whole], load_models()), Keyring().find)
    assert await projection.resume(log[0].partition, 0, len(log)) == 0
    await projection.project(log)
    await projection.look_back()
    assert await redis.get(in_area(torn, POSITION)) == TORN
    stands = await AreaStore(redis, whole).position()
    assert stands
    assert stands.offset == len(log) - 1
    await hold(redis, torn, log[0].partition, "rebuild-6", True)
    await projection.look_back()
    assert await release(redis, torn, "rebuild-6")
    with pytest.raises(Transient, match="is given back"):
        await projection.look_back()


async def test_an_area_without_a_tick_is_told_of(redis: Redis) -> None:
    """As one whose time stands: nothing else would say that its clock was never started."""
    (log, area), gauge = (log_of("lonetimeless", 3), "lonetimeless"), metrics.TICK
    projection = Projection(redis, {area: load_models()}, Keyring().find)
    await projection.resume(log[0].partition, 0, len(log))
    told = {sample.labels["area"]: sample.value for sample in next(iter(gauge.collect())).samples}
    assert told[area] == 0


def find_neighbour(area: str) -> str:
    """Another area of its partition."""
    names = (f"lone{number}" for number in range(100))
    place = partition_of(area, OBSERVATIONS.partitions)
    return next(name for name in names if partition_of(name, OBSERVATIONS.partitions) == place)


@pytest.mark.parametrize("stands", [None, TORN, b"0:5", b"0:5@rebuild-5"])
async def test_what_is_not_held_is_not_given_back(redis: Redis, stands: bytes | None) -> None:
    """Where the server forgot that an area is held, or somebody else has it, whoever gives it back is told, and nothing
    is changed."""
    place = in_area("lonetorn", POSITION)
    await redis.delete(place)
    if stands:
        await redis.set(place, stands)
    assert not await release(redis, "lonetorn", "rebuild-4")
    assert await redis.get(place) == stands
    await redis.delete(place)


async def test_a_lost_answer_to_a_commit_is_not_a_lost_or_doubled_commit(redis: Redis) -> None:
    """When the answer to a commit is lost, the worker finds out from the position whether it took place."""
    log = log_of("lonerebuilding", 10)
    projection, _ = await resumed(redis, "lonerebuilding", log)
    store = projection._stores["lonerebuilding"]
    commit = store.commit
    lost: list[Position] = []

    async def losing(changes: Changes, outbox: list[Entry], before: Position | None, after: Position) -> None:
        await commit(changes, outbox, before, after)
        if not lost:
            lost.append(after)
            raise Transient("the answer was lost")

    store.commit = losing  # type: ignore[method-assign]
    await projection.project(log[:5])
    await projection.project(log[5:])
    assert lost
    assert await store.position() == Position(log[0].partition, len(log) - 1)


async def test_a_replaced_worker_reads_nothing_of_its_successor(redis: Redis) -> None:
    """A batch is worked out from one moment: a worker that another has overtaken is stopped by its first read, and not
    by what it makes of two states."""
    store, partition = AreaStore(redis, "lonefences"), partition_of("lonefences", OBSERVATIONS.partitions)
    stands = await store.position()
    store.expect(stands)
    await store.load(AreaState(), [RULES])
    await store.find_due(RISK_AGENDA, 0.0, 1)
    store.expect(Position(partition, 3))
    with pytest.raises(Broken, match="another worker has it"):
        await store.load(AreaState(), [RULES])
    with pytest.raises(Broken, match="another worker has it"):
        await store.find_due(RISK_AGENDA, 0.0, 1)


async def test_a_held_area_is_passed_over_until_it_is_given_back(redis: Redis, settings: Settings) -> None:
    """While a rebuild holds an area a commit of a running projector is refused, and one that begins passes over what
    comes for it; once it is given back, that one is told to begin anew. Another rebuild waits."""
    log = log_of("lonerebuilding", 12)
    projection, start = await resumed(redis, "lonerebuilding", log)
    raw_position = await redis.get(in_area("lonerebuilding", POSITION))
    await hold(redis, "lonerebuilding", log[0].partition, "rebuild-1", empty=False)
    with pytest.raises(Broken):
        await projection.project(log[start:])
    late, end = await resumed(redis, "lonerebuilding", log)
    assert end == len(log)
    other = Projection(redis, {"lonerebuilding": load_models()}, Keyring().find, "rebuild-2")
    with pytest.raises(Transient, match="rebuild-1"):
        await other.resume(log[0].partition, 0, len(log))
    held = read_knowledge(settings, "lonerebuilding")
    await late.look_back()
    await late.project(log[:1])
    assert read_knowledge(settings, "lonerebuilding") == held
    assert not await release(redis, "lonerebuilding", "rebuild-2")
    assert await release(redis, "lonerebuilding", "rebuild-1")
    assert await redis.get(in_area("lonerebuilding", POSITION)) == raw_position
    with pytest.raises(Transient, match="given back"):
        await late.look_back()


async def test_a_backfill_takes_over_what_was_committed_that_very_moment(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A projector that commits between a look at an area and its being held is not set back: its position is held."""
    place, look, moments = in_area("lonetaken", POSITION), redis.get, list[bytes]()
    await redis.set(place, "0:100")

    async def look_and_commit(name: str) -> Any:
        found: Any = await look(name)
        if not moments:
            moments.append(found)
            await redis.set(place, "0:110")
        return found

    monkeypatch.setattr(redis, "get", look_and_commit)
    await hold(redis, "lonetaken", 0, "backfill-7", empty=False)
    assert moments == [b"0:100"]
    assert await look(place) == b"0:110@backfill-7"
    await redis.delete(place)


@pytest.mark.parametrize(("before", "since"), [("0:7@backfill-8", b"0:7"), ("0:-1@backfill-8", None)])
@pytest.mark.parametrize("beyond", [False, True])
async def test_a_lost_answer_to_giving_back_is_not_a_take_over(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, before: str, since: bytes | None, beyond: bool
) -> None:
    """It is asked once more by the client, and finds the area given back, or the projector at work on it already."""
    place, ask = in_area("lonegiven", POSITION), redis.eval
    await redis.set(place, before)

    async def ask_twice(script: str, *words: Any) -> Any:
        await ask(script, *words)
        if beyond and since:
            await redis.set(place, "0:9")
        return await ask(script, *words)

    monkeypatch.setattr(redis, "eval", ask_twice)
    assert await release(redis, "lonegiven", "backfill-8")
    assert await redis.get(place) == (b"0:9" if beyond and since else since)
    await redis.delete(place)


async def test_a_redis_that_may_forget_is_refused(redis: Redis) -> None:
    """A server that evicts keys to make room is not worked with, whatever it holds today."""
    await check_keeps_all(redis)
    await redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(Broken, match="noeviction"):
            await check_keeps_all(redis)
    finally:
        await redis.config_set("maxmemory-policy", "noeviction")


async def test_a_redis_that_is_full_refuses_a_batch_whole(redis: Redis, settings: Settings) -> None:
    """At its limit nothing of a batch is taken, the area is not torn, and goes on once there is room."""
    log = log_of("lonefull", 40)
    projection, _ = await resumed(redis, "lonefull", log)
    await projection.project(log[:20])
    before = read_knowledge(settings, "lonefull")
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Broken, match="maxmemory"):
            await projection.project(log[20:])
    finally:
        await redis.config_set("maxmemory", 0)
    assert read_knowledge(settings, "lonefull") == before
    again, _ = await resumed(redis, "lonefull", log)
    await again.project(log[20:])
    assert read_knowledge(settings, "lonefull") != before


async def test_a_log_that_ends_before_redis_does_is_refused(redis: Redis) -> None:
    """Redis ahead of the log, or behind its start, is another cluster or a lost log: the worker stops and says so."""
    log = log_of("lonefences", 40)
    with pytest.raises(Broken, match="the log ends at 12"):
        await Projection(redis, {"lonefences": load_models()}, Keyring().find).resume(log[0].partition, 0, 12)
    with pytest.raises(Broken, match="needed and gone"):
        await Projection(redis, {"lonefences": load_models()}, Keyring().find).resume(log[0].partition, 70, 90)


async def test_the_area_that_is_furthest_says_how_long_the_log_must_be(redis: Redis) -> None:
    """Of two areas of one partition one is behind: a log that reaches to it, and not to the other, is refused too."""
    partition = partition_of("lonefences", OBSERVATIONS.partitions)
    behind = next(
        name for n in range(99) if partition_of(name := f"lonebehind{n}", OBSERVATIONS.partitions) == partition
    )
    ahead, _ = await resumed(redis, "lonefences", log_of("lonefences", 40))
    await ahead.project(log_of("lonefences", 40))
    both = Projection(redis, dict.fromkeys([behind, "lonefences"], load_models()), Keyring().find)
    with pytest.raises(Broken, match="the log ends at 12"):
        await both.resume(partition, 0, 12)
    assert await both.resume(partition, 0, 40) == 0


async def test_a_rebuild_of_another_log_forgets_what_was_relayed(redis: Redis) -> None:
    """And of the same log, or where nobody knows, it does not: nobody would be told anew."""
    position, relayed = in_area("lonetold", POSITION), in_area("lonetold", RELAYED)
    log = SimpleNamespace(of=lambda *_: (3, 9), moment_of=lambda *_: 1_000)
    stands = {"0:8:1000": True, "0:8": True, "0:1:7": True, "torn": True, "0:-1@rebuild-1": True}
    for stand, kept in {
        **stands,
        "0:8:1001": False,
        "0:9:1000": False,
        "0:9": False,
        "0:8:1001@rebuild-1": False,
    }.items():
        await redis.mset({position: stand, relayed: "8-0"})
        await forget_told(redis, await find_others(redis, ["lonetold"], log))
        assert bool(await redis.exists(relayed)) is kept, stand
    await redis.delete(position, relayed)


async def test_after_a_rest_a_log_that_is_another_is_refused(redis: Redis) -> None:
    """Before what comes next is applied, which would hide it; the log as it was goes on, and whoever has applied
    nothing has nothing to hold it to."""
    log = [replace(message, timestamp=1_000 + message.offset) for message in log_of("lonerested", 20)]
    projection, _ = await resumed(redis, "lonerested", log)
    partition, moments = log[0].partition, dict(enumerate(range(1_000, 1_020)))
    watermarks: Any = SimpleNamespace(of=lambda *_: (0, len(moments)), moment_of=lambda *place: moments[place[-1]])
    await verify_rested(projection, watermarks, [partition])
    await projection.project(log[:10])
    await verify_rested(projection, watermarks, [partition])
    moments[9] = 5_000
    with pytest.raises(Broken, match="another message at offset 9"):
        await verify_rested(projection, watermarks, [partition])
    moments.clear()
    with pytest.raises(Broken, match="another message at offset 9"):
        await verify_all(projection, watermarks)


async def test_a_partition_rests_when_nothing_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For three seconds. Each by itself; at first all have."""
    now, rests = [100.0], Rests()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
    for seconds, ended in ((0.0, {1, 2}), (2.0, set[int]()), (2.0, set[int]()), (4.0, {1, 2})):
        now[0] += seconds
        assert rests.end({1, 2}) == ended
    now[0] += 2
    assert rests.end({1}) == set()
    now[0] += 2
    assert rests.end({1, 2}) == {2}
