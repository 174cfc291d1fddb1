"""Decisions about links from the API through real Kafka and back: joined, parted, and as it was."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response

from infra.commands import replay
from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from streams.codec import LINK, OBSERVATION, decode
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import DECISIONS, LINKS
from tests.events import incident, raw
from tests.integration.asking import asking, connected
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, await_true, running
from tests.integration.telling import read_told
from tests.signed_in import NAME

pytestmark = pytest.mark.integration

AREA = "decided"
MAUREEN = {"local_record_id": "L1", "given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"}
MO = MAUREEN | {"local_record_id": "L2", "given_name": "Mo", "nhs_number": "9990000018"}
MAUREEN_NUMBERED = MAUREEN | {"nhs_number": "9990000018"}
STRANGER = {"local_record_id": "L3", "given_name": "Zoltan", "family_name": "Petrov", "birth_date": "1990-11-30"}
BYSTANDER = {"local_record_id": "L4", "given_name": "Idris", "family_name": "Vaughan", "birth_date": "1975-06-02"}
PEOPLE = {"maureen": MAUREEN_NUMBERED, "mo": MO, "stranger": STRANGER, "bystander": BYSTANDER}


@pytest.fixture(scope="module")
def filled(settings: Settings) -> Settings:
    """With each of the people in Redis."""
    with running(settings, "clock", "intake", "projector"):
        sent = [Outgoing("police", AREA.encode(), raw(event)) for event in events().values()]
        Publisher(settings).publish_blocking(sent)
        await_quiet(settings, 60)
    return settings


@pytest.fixture
async def client(filled: Settings) -> AsyncIterator[AsyncClient]:
    async with connected(filled.redis_url) as redis, asking(filled, redis, lambda: datetime.now(UTC)) as opened:
        yield opened


def events(area: str = AREA) -> dict[str, dict[str, Any]]:
    """Each person by themselves: what they share is no address."""
    homes = {name: {"text": f"{n} Curlew Street", "postcode": "NM4 2QX"} for n, name in enumerate(PEOPLE, 40)}
    homes["mo"] = homes["maureen"]
    return {name: incident(area, name, person=person, address=homes[name]) for name, person in PEOPLE.items()}


def records() -> dict[str, str]:
    read = {name: read_revision(observe(OBSERVATION.validate_python(event))) for name, event in events().items()}
    return {name: record_id(revision.identity) for name, revision in read.items() if revision.identity}


async def decide(client: AsyncClient, one: str, other: str, same: bool) -> str:
    asked = {"subject": "person", "one": one, "other": other, "same": same, "reason": "person-asked"}
    answer = await client.post(f"/v1/areas/{AREA}/decisions", json=asked)
    assert answer.status_code == 202, answer.text
    taken: str = answer.json()["id"]
    return taken


async def withdraw(client: AsyncClient, decision: str) -> Response:
    return await client.post(f"/v1/areas/{AREA}/decisions/{decision}/withdrawal", json={})


async def persons(client: AsyncClient, settings: Settings) -> dict[str, str]:
    """Each record and the person it belongs to, once all that was sent has taken effect."""
    await asyncio.to_thread(await_quiet, settings, 60)
    found = {name: await client.get(f"/v1/persons/{AREA}.{record}") for name, record in records().items()}
    return {name: answer.json()["id"] for name, answer in found.items()}


def news(settings: Settings) -> list[Any]:
    told = [decode(LINK, each) for each in read_told(settings, AREA, LINKS)]
    return [event.data for event in told if event.data.kind == "person"]


async def test_decisions_join_and_part_and_are_withdrawn(settings: Settings, client: AsyncClient) -> None:
    """What a clerk confirms is one person, what a clerk refuses is two, and after both are withdrawn all is as it
    was; only the persons concerned are told of on links, and a rebuild keeps every decision."""
    ids = records()
    with running(settings, "clock", "intake", "projector", "relay"):
        before = await persons(client, settings)
        assert before["maureen"] == before["mo"]
        assert len({*before.values()}) == 3
        known = read_knowledge(settings, AREA)

        refused = await decide(client, ids["mo"], ids["maureen"], same=False)
        parted = await persons(client, settings)
        assert parted["maureen"] != parted["mo"]

        confirmed = await decide(client, ids["maureen"], ids["stranger"], same=True)
        joined = await persons(client, settings)
        assert joined["maureen"] == joined["stranger"]
        assert len({*joined.values()}) == 3
        assert parted["bystander"] == joined["bystander"] == before["bystander"]

        links = (await client.get(f"/v1/persons/{AREA}.{ids['maureen']}/links")).json()
        told = [decision for pair in (*links["ties"], *links["decided"]) for decision in pair["decisions"]]
        assert {one["id"]: (one["same"], one["decided_by"]["name"]) for one in told} == {
            confirmed: (True, NAME),
            refused: (False, NAME),
        }

        decided = read_knowledge(settings, AREA)
        await replay(settings, [AREA], empty=True, move=lambda *_: None)
        assert read_knowledge(settings, AREA) == decided

        for decision in (confirmed, refused):
            assert (await withdraw(client, decision)).status_code == 202
        assert await persons(client, settings) == before
        assert without_cells(read_knowledge(settings, AREA)) == without_cells(known)
        assert (await withdraw(client, refused)).status_code == 404
        await asyncio.to_thread(await_true, lambda: len(news(settings)) >= 7, 20)
    assert all(ids["bystander"] not in str(one) for one in news(settings)[4:])
    assert len(read_told(settings, AREA, DECISIONS)) == 4


def without_cells(known: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in known.items() if not key.startswith("cell:")}


async def test_a_decision_about_nobody_is_not_taken(client: AsyncClient) -> None:
    """Records that are unknown, alike, or of an area that is none answer as problems, and nothing is sent."""
    asked = {"subject": "person", "one": "A" * 16, "other": "B" * 16, "same": True, "reason": "person-asked"}
    asked_of = [
        ("decided", asked, 404, "id-unknown"),
        ("decided", asked | {"other": "A" * 16}, 404, "id-unknown"),
        ("nowhere", asked, 422, "area-unknown"),
        ("decided", asked | {"reason": "a note about them"}, 422, "request-invalid"),
        ("decided", asked | {"one": "9990000018"}, 422, "request-invalid"),
        ("decided", asked | {"notes": "Neighbours heard shouting"}, 422, "request-invalid"),
    ]
    for area, data, status, code in asked_of:
        answer = await client.post(f"/v1/areas/{area}/decisions", json=data)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "Neighbours" not in answer.text


async def test_no_decision_is_taken_that_kafka_does_not_acknowledge(filled: Settings) -> None:
    """While Kafka is away the answer is to come again, and never that the decision was taken."""
    away = filled.model_copy(update={"kafka_bootstrap": "127.0.0.1:9"})
    async with connected(filled.redis_url) as redis, asking(away, redis, lambda: datetime.now(UTC)) as client:
        asked = {"subject": "person", "one": records()["mo"], "other": records()["stranger"], "same": True}
        data = asked | {"reason": "records-compared"}
        answer = await client.post(f"/v1/areas/{AREA}/decisions", json=data)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-now")
    assert answer.headers["retry-after"]
