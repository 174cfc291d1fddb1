"""The review queue and the explanations of links as the API and the pages give them, on real Valkey."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient
from redis.asyncio import Redis

from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state import keys
from scoring.state.keys import Subject, in_area
from streams.codec import OBSERVATION
from streams.events.decisions import REVIEW_SOURCE
from streams.settings import Settings
from tests import household
from tests.household import AREA, NOW
from tests.integration.asking import FORM, Client, asking, connected

pytestmark = pytest.mark.integration
WORKER = {"name": "Jocasta Bellweather", "role": "Records clerk", "team": "Safeguarding hub"}


REVISIONS = [read_revision(observe(OBSERVATION.validate_python(event))) for event in household.household()]
RECORDS = {one.identity.given_name.title(): record_id(one.identity) for one in REVISIONS if one.identity}
FLAT = next(record_id(one.place) for one in REVISIONS if one.place)
MAUREEN, DANIEL, RITA, VERA = (RECORDS[name] for name in ("Maureen", "Daniel", "Rita", "Vera"))


def pair(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))


def decision(number: int, one: str, other: str, kind: str = "link-refused-1") -> dict[str, Any]:
    data = {"recorded_at": NOW.isoformat(), "subject": "person", "one": one, "other": other, "decided_by": WORKER}
    envelope = {"specversion": "1.0", "id": f"D{number}", "source": REVIEW_SOURCE, "type": kind, "area": AREA}
    return envelope | {"time": NOW.isoformat(), "data": data | {"reason": "document-seen"}}


@pytest.fixture
async def redis(filled: str) -> AsyncIterator[Redis]:
    """The household, with pairs in the queue as linkage leaves them there, also such as may not be shown."""
    doubts = {pair(MAUREEN, DANIEL): 900, pair(DANIEL, RITA): 800, pair(MAUREEN, VERA): 950, pair(RITA, VERA): 700}
    async with connected(filled) as connection:
        await connection.zadd(in_area(AREA, keys.doubts(Subject.PERSON)), {**doubts, pair(MAUREEN, "Z" * 16): 990})
        yield connection


@pytest.fixture
async def client(redis: Redis, audited: Settings) -> AsyncIterator[Client]:
    async with asking(audited, redis, lambda: NOW) as opened:
        yield opened


async def review(client: AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get(f"/v1/areas/{AREA}/review", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def said(record: dict[str, Any]) -> dict[str, str]:
    return {detail["field"]: detail["words"] for detail in record["details"]}


async def test_the_queue_has_what_may_be_shown_and_nothing_else(client: AsyncClient) -> None:
    """Best matches first; nobody very restricted, nobody unknown, and no address of somebody restricted."""
    found = await review(client)
    assert [{one["one"]["id"], one["other"]["id"]} for one in found["pairs"]] == [{MAUREEN, DANIEL}, {DANIEL, RITA}]
    rita = next(one for shown in found["pairs"] for one in (shown["one"], shown["other"]) if one["id"] == RITA)
    assert rita["address_withheld"]
    assert {"address", "postcode", "uprn"}.isdisjoint(said(rita))
    assert (said(rita)["given_name"], said(rita)["birth_date"]) == ("Rita", "1988-07-02")
    assert VERA not in str(found)
    assert found["next"] is None


async def test_the_queue_is_read_page_by_page(client: AsyncClient) -> None:
    """Next leads on, ends with null, and tells nothing of what was passed over."""
    first = await review(client, limit=1)
    assert first["next"].split(".")[1:] == sorted((MAUREEN, DANIEL))
    second = await review(client, limit=1, after=first["next"])
    assert {second["pairs"][0]["one"]["id"], second["pairs"][0]["other"]["id"]} == {DANIEL, RITA}
    assert second["next"] is None
    assert (await review(client, subject="address"))["pairs"] == []
    for after in ("x", "900.a.b", "900." + "A" * 33):
        answer = await client.get(f"/v1/areas/{AREA}/review", params={"after": after})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor")


async def test_a_pair_is_explained(client: AsyncClient, redis: Redis) -> None:
    """Findings that add up to the weight, whether the two stand together, and what was decided."""
    await household.project(redis, AREA, [decision(1, MAUREEN, DANIEL)])
    answer = (await client.get(f"/v1/areas/{AREA}/pairs/person/{MAUREEN}/{DANIEL}")).json()
    shown = answer["pair"]
    assert shown["findings"]
    assert sum(one["weight"] for one in shown["findings"]) == pytest.approx(shown["weight"])
    assert not shown["together"]
    assert [(one["id"], one["same"], one["stands"], one["reason"]) for one in shown["decisions"]] == [
        ("D1", False, True, "document-seen")
    ]
    for one, other in ((MAUREEN, VERA), (MAUREEN, MAUREEN), (MAUREEN, "Z" * 16)):
        answer = await client.get(f"/v1/areas/{AREA}/pairs/person/{one}/{other}")
        assert (answer.status_code, answer.json()["code"]) == (404, "id-unknown")


async def test_links_say_why_records_are_one_person(client: AsyncClient, redis: Redis) -> None:
    """One link less than records, each explained; refused pairs beside them; those with somebody hidden not at all."""
    events = [decision(2, MAUREEN, RITA), decision(3, MAUREEN, VERA), decision(4, MAUREEN, "Z" * 16)]
    await household.project(redis, AREA, events)
    links = (await client.get(f"/v1/persons/{AREA}.{MAUREEN}/links")).json()
    assert len(links["ties"]) == len(links["records"]) - 1 >= 1
    assert all(tie["together"] and tie["findings"] for tie in links["ties"])
    refused = {one["id"] for shown in links["decided"] for one in (shown["one"], shown["other"])}
    assert RITA in refused
    assert VERA not in str(links)
    assert "Z" * 16 not in str(links)
    for hidden in (VERA, "Z" * 16):
        assert (await client.get(f"/v1/persons/{AREA}.{hidden}/links")).status_code == 404


async def test_addresses_have_links_too(client: AsyncClient) -> None:
    """The wordings of an address that are one, and why."""
    links = (await client.get(f"/v1/addresses/{AREA}.{FLAT}/links")).json()
    assert len(links["ties"]) == len(links["records"]) - 1
    assert "Flat 2, 14 Curlew Street" in [said(record)["text"] for record in links["records"]]


async def test_another_sites_page_cannot_decide(client: AsyncClient) -> None:
    """A form that a browser says comes from elsewhere, or of which nobody says where it comes from, is refused."""
    path = f"/review/{AREA}/person/{MAUREEN}/{DANIEL}"
    for site in ("cross-site", "same-site", "none", None):
        headers = {"Sec-Fetch-Site": site} if site else {}
        answer = await client.post(path, content="verdict=same", headers={**FORM, **headers} if site else headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "sent-from-elsewhere")
    answer = await client.post(
        f"/v1/areas/{AREA}/decisions", json={}, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://x.example"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("", "Choose what you decide"),
        ("verdict=same", "Choose what you went by"),
    ],
)
async def test_the_form_says_what_is_missing(client: Client, form: str, words: str) -> None:
    """And keeps what was filled in."""
    path = f"/review/{AREA}/person/{MAUREEN}/{DANIEL}"
    answer = await client.post(path, content=f"token={client.token}&id=" + "a" * 32 + "&" + form, headers=FORM)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<title>Error: " in answer.text
    assert ('value="same" checked' in answer.text) == ("verdict=same" in form)


async def test_forms_that_are_none_are_refused(client: AsyncClient) -> None:
    """Too large, not UTF-8, with too many fields: nothing breaks."""
    path = f"/review/{AREA}/person/{MAUREEN}/{DANIEL}"
    for content in (b"x" * 20_000, b"verdict=\xff", b"&".join(b"a%d=1" % n for n in range(50))):
        assert (await client.post(path, content=content, headers=FORM)).status_code == 422


async def test_without_kafka_nothing_is_decided(redis: Redis, audited: Settings) -> None:
    """The page says that it was not, and that one may try again."""
    path = f"/review/{AREA}/person/{MAUREEN}/{DANIEL}"
    async with asking(audited.model_copy(update={"kafka_bootstrap": ""}), redis, lambda: NOW) as client:
        form = {"id": "a" * 32, "verdict": "same", "reason": "document-seen", **client.signed}
        answer = await client.post(path, data=form, headers=FORM)
    assert answer.status_code == 503
    assert "nothing was done" in answer.text
