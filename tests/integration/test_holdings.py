"""All that is held about a person, as the data protection officer sees it, on real Kafka and Valkey."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state import keys
from scoring.state.keys import KINDS, in_area, kind_of
from streams.codec import OBSERVATION
from streams.codes.access import Role
from streams.settings import Settings
from tests import alerted, household
from tests.alerted import rule
from tests.household import AREA, NOW
from tests.integration.asking import FORM, Client, asking, connected
from tests.integration.indexing import index_until
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration

OFFICER = Somebody(Role.DATA_PROTECTION_OFFICER, subject="who-answers-for-it", purpose="", name="Pat Quill")
HUB = Somebody(subject="who-is-listed", name="Kit Rowe")
REVISIONS = [read_revision(observe(OBSERVATION.validate_python(event))) for event in household.household()]
RECORDS = {one.identity.given_name.title(): record_id(one.identity) for one in REVISIONS if one.identity}
DANIEL, VERA = f"{AREA}.{RECORDS['Daniel']}", f"{AREA}.{RECORDS['Vera']}"
OFTEN = rule("often", "Often", "person", [{"indicator": "contacts", "days": 28, "at_least": 2}])


def opinion() -> dict[str, Any]:
    by = {"name": "Asha Roy", "role": "Nurse", "team": "North CMHT"}
    said: dict[str, Any] = {"recorded_at": NOW.isoformat(), "entity": RECORDS["Daniel"], "made_at": NOW.isoformat()}
    said |= {"probability": 0.2, "opinion": "agree", "reason": "other", "answered_by": by}
    envelope = {"specversion": "1.0", "id": "a" * 32, "source": "uk.linnet.review", "type": "score-answered-1"}
    return envelope | {"time": NOW.isoformat(), "area": AREA, "data": said}


@pytest.fixture
async def redis(filled: str) -> AsyncIterator[Redis]:
    async with connected(filled) as connection:
        await household.empty(connection)
        sent = [alerted.adoption([OFTEN]), household.tick(household.days_ago(1)), *household.household()]
        await household.project(connection, AREA, [*sent, household.tick(NOW), opinion()])
        yield connection


@pytest.fixture
async def officer(redis: Redis, audited: Settings) -> AsyncIterator[Client]:
    async with asking(audited, redis, lambda: NOW, OFFICER) as client:
        yield client


async def _list(redis: Redis, kind: str, key: bytes) -> Any:
    if kind == "set":
        return await redis.smembers(key)
    return await (redis.xrange(key) if kind == "stream" else redis.zrange(key, 0, -1))


async def find_naming(redis: Redis, name: str) -> set[str]:
    """Kinds of keys whose value, or whose own name, names this."""
    found = set()
    async for key in redis.scan_iter(in_area(AREA, keys.Key("*"))):
        local = key.decode().split("}:", 1)[1]
        kind = next(kind for kind in KINDS if kind.name == kind_of(local))
        value = await (redis.get(key) if kind.type == "string" else _list(redis, kind.type, key))
        if name in local or name.encode() in repr(value).encode():
            found.add(kind.name)
    return found


async def test_all_that_is_held_is_listed(officer: Client, redis: Redis, audited: Settings) -> None:
    """Every event and record with its key, the links and weights, alerts, what clinicians said, and who looked; as a
    file too; and the officer's own look is on the audit, for what it was."""
    async with asking(audited, redis, lambda: NOW, HUB) as hub:
        assert (await hub.get(f"/v1/persons/{DANIEL}")).status_code == 200
    await index_until(audited, redis)
    answer = await officer.get(f"/v1/persons/{DANIEL}/holdings", params={"download": True})
    assert answer.headers["content-disposition"] == f'attachment; filename="held-{answer.json()["id"]}.json"'
    held = answer.json()
    assert {one["key"] for one in held["events"]} == {
        one.target for one in REVISIONS if one.identity and one.identity.given_name.title() == "Daniel"
    }
    assert RECORDS["Daniel"] in {one["id"] for one in held["records"]}
    assert sum(one["events"] for one in held["records"]) == len(held["events"])
    assert len(held["links"]) == len(held["records"]) - 1
    assert all(link["weight"] == pytest.approx(sum(f["weight"] for f in link["findings"])) for link in held["links"])
    assert [one["rule"] for one in held["alerts"]] == ["often"]
    assert [(one["label"], one["by"]) for one in held["opinions"]] == [("I agree with the score", "Asha Roy")]
    assert ("Kit Rowe", "open-person", "opened") in {(one["name"], one["action"], one["how"]) for one in held["looks"]}
    assert {"topic": "observations", "days": None}.items() <= next(
        one.items() for one in held["elsewhere"] if one["topic"] == "observations"
    )
    await index_until(audited, redis)
    again = (await officer.get(f"/v1/persons/{DANIEL}/holdings")).json()
    own = [one for one in again["looks"] if one["name"] == OFFICER.name]
    assert (own[0]["action"], own[0]["rule"]) == ("open-holdings", "persons-rights")
    assert own[0]["purpose_label"] == "A person's request to see what is held"


async def test_no_kind_of_key_is_forgotten(officer: Client, redis: Redis) -> None:
    """Whatever kind of key names a record of the person is one that the page tells of, or an index to it."""
    told = {"cell", "person-record", "person-contacts", "person", "person-evidence", "person-alerts", "person-care"}
    told |= {"address-contacts", "alerts-open", "cared", "person-risk"}
    indexes = {"person-index", "person-key", "alerts-agenda", "person-doubts", "address-alerts"}
    indexes |= {"person-ceiling", "address-ceiling", "ages"}
    held = (await officer.get(f"/v1/persons/{DANIEL}/holdings")).json()
    for name in (*(one["id"] for one in held["records"]), *(one["key"] for one in held["events"])):
        assert await find_naming(redis, name) <= told | indexes


async def test_who_is_very_restricted_is_found_by_number_and_by_id_alone(officer: Client) -> None:
    """Also by the data protection officer: a search finds what it finds for everybody."""
    for number in ("P3", "p3"):
        found = (await officer.post("/v1/holdings/search", json={"number": number})).json()["results"]
        assert [one["person"]["name"] for one in found] == ["Vera Marsh"]
    assert (await officer.post("/v1/persons/search", json={"q": "Vera Marsh"})).json()["results"] == []
    held = (await officer.get(f"/v1/persons/{VERA}/holdings")).json()
    assert held["sensitivity"] == "V"
    assert {one["address"]["text"] for one in held["events"]} == {"Flat 2, 14 Curlew Street", "Rose Cottage, Mill Lane"}


async def test_nobody_else_sees_it(redis: Redis, audited: Settings) -> None:
    """Nor whether there is anybody."""
    for role in set(Role) - {Role.DATA_PROTECTION_OFFICER}:
        async with asking(audited, redis, lambda: NOW, Somebody(role, frozenset(("North CMHT",)))) as client:
            answers = [await client.get(f"/v1/persons/{one}/holdings") for one in (DANIEL, VERA, f"{AREA}.{'A' * 16}")]
            assert {(one.status_code, one.text) for one in answers} == {(403, answers[0].text)}


@pytest.mark.parametrize("number", ["", " ", "x" * 41, "９９９０００００２６"])
async def test_a_number_that_is_none_is_refused(officer: Client, number: str) -> None:
    """With what to enter instead."""
    answer = await officer.post("/v1/holdings/search", json={"number": number})
    assert answer.status_code == 422
    page = await officer.post("/rights", data={"number": number, **officer.signed}, headers=FORM)
    assert page.status_code == 422
    assert "Enter a whole NHS number" in page.text


async def test_the_pages_tell_it_all(officer: Client) -> None:
    """From the search to the page, with what the API says of each event."""
    page = await officer.post("/rights", data={"number": "999 000 0026", **officer.signed}, headers=FORM)
    held = (await officer.get(f"/v1/persons/{DANIEL}/holdings")).json()
    assert f'href="/persons/{held["id"]}/holdings"' in page.text
    people = await officer.post("/persons", data={"q": "Daniel Ashby", **officer.signed}, headers=FORM)
    assert f'href="/persons/{held["id"]}/holdings"' in people.text
    shown = await officer.get(f"/persons/{DANIEL}/holdings")
    assert all(one["key"] in shown.text for one in held["events"])
    assert all(one["id"] in shown.text for one in held["records"])
    assert "Asha Roy" in shown.text
    unknown = await officer.get(f"/persons/{AREA}.{'A' * 16}/holdings")
    assert unknown.status_code == 404
