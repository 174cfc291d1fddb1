"""What somebody reads who has Redis and no key; how a key is changed; and that another key is never taken for it."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from redis.asyncio import Redis

from scoring.linkage.models import load_models
from scoring.state import keys, sealing
from scoring.state.digest import digest
from scoring.state.documents import Cell, write
from scoring.state.keys import in_area
from scoring.state.readiness import check_areas
from scoring.state.resealing import reseal
from scoring.state.sealing import Seals
from scoring.state.tracing import TraceIndex
from streams.errors import Broken, Transient
from streams.settings import Settings
from tests.events import incident
from tests.household import AREA, NOW, project
from tests.integration.asking import asking
from tests.integration.indexing import index_until
from tests.signed_in import Somebody
from tests.state_keys import STATE_KEYS

pytestmark = pytest.mark.integration
QUENTIN = Somebody(subject="who-reads-redis", name="Quentin Quillfeather")
OLD, NEW = base64.urlsafe_b64decode(STATE_KEYS), b"n" * 32
# Of people, of addresses, of staff, of what happened.
SAID = (
    *("9990000018", "9990000026", '"1961-03-14"', "maureen ashby", "14 curlew street", "rose cottage", "jo bell"),
    *("sam reed", "01632 960123", "jo.bell@police.example", "domestic-incident", "missing-person", "section-42"),
    *("quillfeather", "constable"),
)


@pytest.fixture
def restored() -> Iterator[None]:
    """Whatever a test lets this process hold."""
    seals, veil = sealing.held(), keys._veil_key
    yield
    sealing.hold(seals)
    keys.veil_under(veil)


async def read_everything(redis: Redis) -> AsyncIterator[tuple[str, str]]:
    """Each key with all that a server has under it, in small letters; bytes that are no text as they look."""
    for name in [name async for name in redis.scan_iter("*", count=1000)]:
        match await redis.type(name):
            case b"string":
                found: Any = await redis.get(name)
            case b"set":
                found = await redis.smembers(name)
            case b"zset":
                found = await redis.zrange(name, 0, -1)
            case b"hash":
                found = await redis.hgetall(name)
            case _:
                found = await redis.xrange(name)
        yield name.decode(), repr(found).lower()


async def test_redis_says_who_and_where_of_nobody(redis: Redis, audited: Settings) -> None:
    """With everything a household is known by, and somebody who looked at it: no name, number, address, birth date, no
    member of staff, nothing of what happened stands in any value or name of a key. Single words of names and streets
    stand in the index of what is spelled alike, and lead to nobody."""
    async with asking(audited, redis, lambda: NOW, QUENTIN) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Daniel Ashby"})).json()["results"]
        assert (await client.get(f"/v1/persons/{found[0]['id']}")).status_code == 200
        await index_until(audited, redis)
        held = [each async for each in read_everything(redis)]
    assert len(held) > 400
    seen = {(said, name.split(":")[1]) for name, value in held for said in SAID if said in value or said in name}
    assert seen == set()
    words = {name.split(":")[1] for name, value in held for said in ("ashby", "curlew") if said in value}
    assert words == {"person-near", "address-near"}


@pytest.mark.usefixtures("restored")
async def test_a_key_is_changed_beside_those_at_work(redis: Redis) -> None:
    """With the new key in front everything is read as before; once all is sealed anew nothing needs the old one, and
    what is known is the same."""
    before, old = await digest(redis, [AREA]), sealing.held()
    both, new = Seals([NEW, OLD]), Seals([NEW])
    sealing.hold(both)
    assert await digest(redis, [AREA]) == before
    assert await reseal(redis, [AREA], both) > 50
    assert await reseal(redis, [AREA], both) == 0
    sealing.hold(new)
    assert await digest(redis, [AREA]) == before
    sealing.hold(old)
    with pytest.raises(Broken, match="LINNET_STATE_KEYS does not hold"):
        await digest(redis, [AREA])
    await reseal(redis, [AREA], Seals([OLD, NEW]))
    assert await digest(redis, [AREA]) == before


@pytest.mark.usefixtures("restored")
async def test_whoever_still_seals_under_the_old_key_is_noticed(redis: Redis) -> None:
    """A key is not taken away while a process seals under it: who changes it is told; and nothing it wrote is lost."""
    place, known = in_area(AREA, keys.cell("E-written")), write(Cell(erased=True))
    written = Seals([OLD]).seal(keys.cell("E-written"), known)

    async def go_on_writing() -> None:
        while True:
            await redis.set(place, written)
            await asyncio.sleep(0)

    writing = asyncio.create_task(go_on_writing())
    try:
        with pytest.raises(Broken, match="somebody still seals under another key"):
            await reseal(redis, [AREA], Seals([NEW, OLD]))
    finally:
        writing.cancel()
    await reseal(redis, [AREA], Seals([OLD, NEW]))
    kept: Any = await redis.get(place)
    assert sealing.unseal(keys.cell("E-written"), kept) == known
    await redis.delete(place)


@pytest.mark.usefixtures("restored")
async def test_under_another_index_key_nobody_is_looked_for(redis: Redis, audited: Settings) -> None:
    """Who was written under one key would not be found under another: the API says that it cannot answer, in place of
    that there is nobody, and says why where it says whether it is ready; a worker stops before it writes."""
    keys.veil_under(b"x" * 32)
    async with asking(audited, redis, lambda: NOW, QUENTIN) as client:
        answer = await client.post("/v1/persons/search", json={"q": "Daniel Ashby", "area": AREA})
    assert answer.status_code == 503
    assert "named under another LINNET_INDEX_KEY" in answer.json()["detail"]
    (condition,) = await check_areas(redis, {AREA: load_models().lineage}, NOW.timestamp(), 60.0)
    assert condition.reasons == ("it is named under another LINNET_INDEX_KEY",)
    with pytest.raises(Broken, match="mend it, or run linnet rebuild"):
        await project(redis, AREA, [incident(AREA, 1)])


@pytest.mark.usefixtures("restored")
async def test_the_index_across_areas_is_made_anew_under_another_key(redis: Redis) -> None:
    """Until it is, nobody is told that no other area knows a number."""
    index = TraceIndex(redis)
    await index.veil()
    await index.take(3, 0, 7, [])
    await index.note_reached(NOW.timestamp())
    assert await index.find(["9990000018"]) == {}
    keys.veil_under(b"x" * 32)
    with pytest.raises(Transient, match="named under another LINNET_INDEX_KEY"):
        await index.find(["9990000018"])
    await index.veil()
    assert await index.position(3) == 0
    assert await index.reached() is None
    await index.veil()
    assert await index.find(["9990000018"]) == {}


async def test_a_record_in_the_place_of_another_is_nobody(redis: Redis) -> None:
    """Who can write to Redis and has no key cannot put one person in another's place: it is noticed, not shown."""
    one, other = [name async for name in redis.scan_iter(in_area(AREA, keys.Key("person-record:*")))][:2]
    before, moved = await redis.mget(one, other)
    assert before is not None
    assert moved is not None
    await redis.set(one, moved)
    try:
        with pytest.raises(Broken, match="or moved"):
            await digest(redis, [AREA])
    finally:
        await redis.set(one, before)
