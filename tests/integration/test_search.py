"""The index as Valkey holds it: read a window at a time, and without a trace of what was erased."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from scoring.linkage.finding.looks import Look
from scoring.linkage.models import load_models
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.index import WINDOW, read_hits
from scoring.state.keys import Key, Subject, in_area
from scoring.state.reads import Range, RedisArea, Shelf
from scoring.state.store import AreaStore, Position
from tests import household
from tests.household import AREA, days_ago

pytestmark = pytest.mark.integration
_KINDS = ("person-index", "person-word", "person-near", "address-index", "address-word", "address-near")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as connection:
        await connection.flushall()
        yield connection


async def put(redis: Redis, members: dict[Key, list[str]]) -> None:
    state = AreaState()
    draft = Draft(state)
    for key, held in members.items():
        for member in held:
            draft.score(key, member, 0.0)
    state.fold(draft.changes)
    await AreaStore(redis, AREA).commit(state.pending, [], None, Position(0, 0))


async def test_ranges_are_walked_in_order_until_there_are_enough(redis: Redis) -> None:
    """By what members begin with, whatever script they are in; behind a member; and over keys that are not there."""
    one, other = keys.index(Subject.PERSON, ("ASHBY",)), keys.index(Subject.PERSON, ("ØRSTED",))
    await put(redis, {one: ["1961-03 b", "1961-03 a", "1988 c", " d"], other: ["Ø x", "محمد y", "Øz"]})
    area = RedisArea(redis, AREA)
    asked = [Range(one, "1961"), Range(keys.index(Subject.PERSON, ("NOBODY",)), ""), Range(other, "Ø")]
    everything = [(0, "1961-03 a"), (0, "1961-03 b"), (2, "Ø x"), (2, "Øz")]
    assert await area.walk(asked, 10) == everything
    assert await area.walk(asked, 3) == everything[:3]
    assert await area.walk([Range(one, "", "1961-03 a"), Range(other, "محمد")], 9) == [
        (0, "1961-03 b"),
        (0, "1988 c"),
        (1, "محمد y"),
    ]


async def test_every_record_is_read_once_however_many_there_are(redis: Redis) -> None:
    """Window by window, over several entries that share records."""
    one, other = ("SMITH",), ("JOHN", "SMITH")
    records = [f"r{number:05}" for number in range(3 * WINDOW)]
    await put(
        redis,
        {
            keys.index(Subject.PERSON, other): [f"1961 {record}" for record in records[:10]],
            keys.index(Subject.PERSON, one): [f"1961 {record}" for record in records],
        },
    )
    looks = [Look(other), Look(one, "19")]
    shelf = Shelf(RedisArea(redis, AREA), load_models())
    found = [hit.record for hits in [hits async for hits in read_hits(shelf, Subject.PERSON, looks)] for hit in hits]
    assert found == records


async def held(redis: Redis) -> dict[str, Any]:
    found = {}
    for kind in _KINDS:
        async for key in redis.scan_iter(match=in_area(AREA, Key(f"{kind}:*"))):
            found[key.decode()] = await (redis.get(key) if kind.endswith("-word") else redis.zrange(key, 0, -1))
    return found


async def test_who_is_erased_leaves_no_trace_in_the_index(redis: Redis) -> None:
    """Their names, what is left of those after a slip, their numbers and their street are gone; what others share
    stays."""
    await household.project(redis, AREA, household.household())
    before = await held(redis)
    stranger = {"local_record_id": "Z9", "given_name": "Zebedee", "family_name": "Ashby", "nhs_number": "9990000034"}
    sent = household.event(
        900, "police-incident-recorded-1", days_ago(1), "hoax", person=stranger, address={"text": "9 Zinnia Way"}
    )
    await household.project(redis, AREA, [sent])
    assert await held(redis) != before
    erased = sent | {"id": "X1", "type": "record-erased-1"}
    await household.project(redis, AREA, [erased | {"data": {"recorded_at": sent["time"], "target": sent["id"]}}])
    assert await held(redis) == before


async def test_no_key_of_the_index_says_a_name(redis: Redis) -> None:
    """Key names reach logs that values do not."""
    await household.project(redis, AREA, household.household())
    names = " ".join(await held(redis)).upper()
    for said in ("ASHBY", "MAUREEN", "9990000018", "1961-03-14", "CURLEW", "NM42QX", "OKAFOR"):
        assert said not in names


async def test_an_agencys_own_number_follows_its_contacts(redis: Redis) -> None:
    """A record is found under each number that a contact of it has, and no longer than that."""
    await household.project(redis, AREA, household.household())
    numbers = [household.MAUREEN | {"local_record_id": number} for number in ("P1", "P77")]
    sent = [
        household.event(910 + n, "police-incident-recorded-1", days_ago(n), "hoax", person=person)
        for n, person in enumerate(numbers)
    ]
    await household.project(redis, AREA, sent)
    filed = in_area(AREA, keys.index(Subject.PERSON, ("&P77",)))
    assert await redis.zcard(filed) == 1
    erased = sent[1] | {"id": "X2", "type": "record-erased-1"}
    await household.project(redis, AREA, [erased | {"data": {"recorded_at": sent[1]["time"], "target": sent[1]["id"]}}])
    assert await redis.zcard(filed) == 0
    assert await redis.zcard(in_area(AREA, keys.index(Subject.PERSON, ("&P1",)))) > 0
