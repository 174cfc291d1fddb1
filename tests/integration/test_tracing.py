"""Places across areas, on real Kafka and Valkey: two areas told by their agencies, asked through the API."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from redis import Redis

from infra.commands import replay
from infra.processes import Processes
from scoring.state.connection import connect
from scoring.state.tracing import PREFIX, TraceIndex
from streams.errors import Broken
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import LINKS
from tests.events import WHEN, erasure, incident, raw
from tests.integration.asking import asking, connected
from tests.integration.roles import await_quiet, await_true, kill, running
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration

HERE, THERE = "tracedhere", "tracedthere"
CHILD = {"given_name": "Tomasz", "family_name": "Nowak", "birth_date": "2011-05-04", "nhs_number": "9990000018"}
MOTHER = {"given_name": "Ewa", "family_name": "Nowak", "birth_date": "1983-01-30", "nhs_number": "9990000018"}
HIDDEN = {"given_name": "Grace", "family_name": "Adeyemi", "birth_date": "2010-09-09", "nhs_number": "9990000026"}
HOME, FLAT, SHOP = "3 Alder Walk", "Flat 9, 20 Quay Street", "51 Mill Lane"


def seen(area: str, number: str, person: dict[str, str], place: str, days: int, **more: Any) -> dict[str, Any]:
    at = (WHEN + timedelta(days=days)).isoformat()
    who = {"local_record_id": f"{area}-{number}", **person}
    return incident(area, number, person=who, address={"text": place}, happened_at=at, recorded_at=at, **more)


def send(settings: Settings, *events: dict[str, Any]) -> None:
    sent = [Outgoing("police", event["area"].encode(), raw(event)) for event in events]
    Publisher(settings).publish_blocking(sent)
    await_quiet(settings, 60)


@pytest.fixture(scope="module")
def at_work(settings: Settings) -> Iterator[tuple[Settings, Processes]]:
    with running(settings, "clock", "intake", "projector", "relay", "tracing") as processes:
        send(
            settings,
            seen(HERE, "home", CHILD, HOME, 0),
            seen(HERE, "again", CHILD, HOME, 2),
            seen(THERE, "flat", CHILD | {"given_name": "Tom"}, FLAT, 4),
            seen(THERE, "shop", CHILD | {"given_name": "Tom"}, SHOP, 6),
            seen(HERE, "back", CHILD, HOME, 8),
            # Under the child's number, and not the child.
            seen(THERE, "mother", MOTHER, "1 Fen Road", 5),
            seen(HERE, "hidden", HIDDEN, "2 Fen Road", 1),
            seen(THERE, "hidden", HIDDEN, "3 Fen Road", 1, sensitivity="R"),
        )
        yield settings, processes


@pytest.fixture
async def client(at_work: tuple[Settings, Processes]) -> AsyncIterator[AsyncClient]:
    settings = at_work[0]
    async with connected(settings.redis_url) as redis, asking(settings, redis, lambda: datetime.now(UTC)) as opened:
        yield opened


async def trace(client: AsyncClient, area: str, person: dict[str, str], **asked: Any) -> dict[str, Any]:
    """Once the index has caught up with all that was told until now."""
    asked_at = time.time()
    asked_for = {"q": f"{person['given_name']} {person['family_name']}", "area": area}
    found = await client.post("/v1/persons/search", json=asked_for)
    record = found.json()["results"][0]["id"].split(".")[1]
    while True:
        answer = await client.get(f"/v1/areas/{area}/persons/{record}/trace", params=asked)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        if told["compared_to"] and datetime.fromisoformat(told["compared_to"]).timestamp() > asked_at + 0.5:
            return told
        await asyncio.sleep(0.3)


def lines(told: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(stay["area"], stay["address"]["text"], stay["contacts"]) for stay in told["stays"]]


WHOLE = [(HERE, HOME, 1), (THERE, SHOP, 1), (THERE, FLAT, 1), (HERE, HOME, 2)]


async def test_places_are_shown_across_areas(client: AsyncClient) -> None:
    """Latest first, of both areas, from whichever is asked; not the mother, whose visit bears the child's number."""
    here, there = await trace(client, HERE, CHILD), await trace(client, THERE, CHILD | {"given_name": "Tom"})
    assert lines(here) == lines(there) == WHOLE
    assert (here["moves"], [area["area"] for area in here["areas"]]) == (2, [HERE, THERE])
    assert [(one["area"], one["agrees"]) for one in here["persons"]] == [(THERE, ["birth date"])]
    assert here["persons"][0]["id"] == there["id"]
    assert here["stays"][1]["agencies"] == ["police"]
    assert [fresh["area"] for fresh in here["freshness"]] == [HERE, THERE]
    assert lines(await trace(client, HERE, CHILD, limit=1)) == WHOLE[:1]
    early = (WHEN + timedelta(days=3)).isoformat()
    assert lines(await trace(client, HERE, CHILD, at=early)) == [(HERE, HOME, 2)]
    assert lines(await trace(client, THERE, MOTHER)) == [(THERE, "1 Fen Road", 1)]


async def test_nobody_restricted_is_traced(client: AsyncClient) -> None:
    """Asked about, they are withheld; to others' areas it is as if they had not been sent."""
    there, here = await trace(client, THERE, HIDDEN), await trace(client, HERE, HIDDEN)
    assert (there["compared"], there["person"], there["stays"]) == ("withheld", None, [])
    assert (here["compared"], lines(here), here["persons"]) == ("compared", [(HERE, "2 Fen Road", 1)], [])


async def test_no_trace_without_a_purpose(client: AsyncClient, at_work: tuple[Settings, Processes]) -> None:
    """That is for tracing: neither by the API nor on the page, which asks for one first."""
    told = await trace(client, HERE, CHILD)
    area, record = told["id"].split(".")
    assert (await client.get(f"/v1/areas/{area}/persons/AAAAAAAAAAAAAAAA/trace")).status_code == 404
    shown = await client.get(f"/persons/{told['id']}/trace")
    assert SHOP in shown.text
    assert "2</strong> moves between areas" in shown.text
    other = Somebody(purpose="child-in-need")
    settings, now = at_work[0], datetime.now(UTC)
    async with connected(settings.redis_url) as redis, asking(settings, redis, lambda: now, other) as asked:
        answer = await asked.get(f"/v1/areas/{area}/persons/{record}/trace")
        assert (answer.status_code, answer.json()["code"]) == (403, "purpose-not-for-tracing")
        page = await asked.get(f"/persons/{told['id']}/trace")
        assert page.headers["location"].startswith("/purpose?after=")


async def test_the_index_follows_what_becomes_known(client: AsyncClient, at_work: tuple[Settings, Processes]) -> None:
    """A record that joins the person there brings its place; erased, it is gone: whoever was killed meanwhile."""
    settings, processes = at_work
    kill(processes, "tracing")
    more = seen(THERE, "more", CHILD | {"given_name": "T"}, "8 Elm Court", 7)
    await asyncio.to_thread(send, settings, more)
    assert lines(await trace(client, HERE, CHILD)) == [WHOLE[0], (THERE, "8 Elm Court", 1), *WHOLE[1:]]
    kill(processes, "tracing")
    await asyncio.to_thread(send, settings, erasure(THERE, "more", target=more["id"]))
    assert lines(await trace(client, HERE, CHILD)) == WHOLE


async def test_the_index_is_made_anew_from_the_topic(client: AsyncClient, at_work: tuple[Settings, Processes]) -> None:
    """Emptied, and an area being rebuilt while it is read: it ends as it was."""
    settings, processes = at_work
    await trace(client, HERE, CHILD)
    redis = Redis.from_url(settings.redis_url)
    before = read_index(redis)
    processes.roles["tracing"].due = time.monotonic() + 3600
    kill(processes, "tracing")
    redis.delete(*redis.keys(f"{PREFIX}*"))
    processes.roles["tracing"].due = time.monotonic()
    await replay(settings, [THERE], empty=True, move=lambda *_: None)
    assert lines(await trace(client, HERE, CHILD)) == WHOLE
    await asyncio.to_thread(await_true, lambda: read_index(redis) == before, 30)
    redis.close()


async def test_a_rebuild_that_names_records_otherwise_leaves_nobody_untraced(
    client: AsyncClient, at_work: tuple[Settings, Processes]
) -> None:
    """What another version called them the index has no more, and what this one calls them it has, though the topic has
    told of neither: after the rebuild, and where tracing begins without having looked at all there is."""
    settings, processes = at_work
    await trace(client, HERE, CHILD)
    redis = Redis.from_url(settings.redis_url)
    before = read_index(redis)

    def name_otherwise() -> None:
        for key in [key for area in (HERE, THERE) for key in redis.scan_iter(match=f"{PREFIX}record:{area}.*")]:
            area, _, record = key.decode().rpartition(":")[2].partition(".")
            number = redis.get(key) or b""
            redis.srem(number, f"{area}.{record}")
            redis.sadd(number, f"{area}.{record[::-1]}")
            redis.rename(key, f"{PREFIX}record:{area}.{record[::-1]}")

    name_otherwise()
    assert lines(await trace(client, HERE, CHILD)) != WHOLE
    for area in (HERE, THERE):
        await replay(settings, [area], empty=True, move=lambda *_: None)
    assert read_index(redis) == before
    assert lines(await trace(client, HERE, CHILD)) == WHOLE
    name_otherwise()
    redis.delete(f"{PREFIX}looked")
    kill(processes, "tracing")
    await asyncio.to_thread(await_true, lambda: read_index(redis) == before, 30)
    redis.close()


async def test_a_second_process_is_refused(client: AsyncClient, at_work: tuple[Settings, Processes]) -> None:
    """Whoever starts from where the index does not stand changes nothing and is told."""
    await trace(client, HERE, CHILD)
    redis = connect(at_work[0].redis_url)
    index = TraceIndex(redis)
    with pytest.raises(Broken, match="another has it"):
        await index.take(partition_of(HERE, LINKS.partitions), 0, 1, [])
    await redis.aclose()


def read_index(redis: Redis) -> dict[bytes, Any]:
    found = {}
    for key in redis.scan_iter(match=f"{PREFIX}*"):
        if key != f"{PREFIX}reached".encode():
            found[key] = redis.smembers(key) if b"number:" in key else redis.get(key)
    return found
