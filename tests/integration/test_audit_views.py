"""Who looked at whom, as audit managers are told: through the API and on the page, on real Kafka and Valkey."""

from dataclasses import replace
from urllib.parse import urljoin

import pytest
from httpx import AsyncClient
from redis.asyncio import Redis

from api.audit.auditor import Auditor
from api.audit.looks import Seen
from scoring.audit.entry import name_viewer
from scoring.state import keys
from scoring.state.documents import PersonRecord, read
from scoring.state.keys import Subject, in_area
from streams.codes.access import Role
from streams.codes.audit import Shown
from streams.settings import Settings
from tests.household import AREA, NOW
from tests.integration.asking import asking, connected
from tests.integration.indexing import index_until
from tests.looks import OFFICER, look
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration
HUB = Somebody(subject="who-is-looked-at", name="Ada Ashby")
MANAGER = Somebody(Role.AUDIT_MANAGER, subject="who-looks-at-looks", purpose="")
VIEWER = name_viewer("https://sign-in.example", HUB.subject)
AT = f"/v1/areas/{AREA}/audit"


async def find_vera(redis: Redis) -> str:
    async for key in redis.scan_iter(in_area(AREA, keys.record(Subject.PERSON, "*"))):
        name = keys.Key(key.decode().split("}:", 1)[1])
        raw = await redis.get(key)
        assert isinstance(raw, bytes)
        held = read(name, raw)
        if isinstance(held, PersonRecord) and "Vera" in str(held.statement):
            return f"{AREA}.{name.split(':', 1)[1]}"
    raise AssertionError("Vera is not there")


async def follow(client: AsyncClient, path: str) -> list[str]:
    """Ids of the AuditEvents there and on every page after it, by the links."""
    found: list[str] = []
    url: str | None = f"http://127.0.0.1{path}"
    while url:
        answer = await client.get(url)
        found += [entry["resource"]["id"] for entry in answer.json()["entry"]]
        url = answer.links["next"]["url"] if "next" in answer.links else None
        url = url and urljoin(str(answer.url), url)
    return found


async def test_an_audit_manager_sees_who_looked_and_nobody_very_restricted(audited: Settings, filled: str) -> None:
    """By who looked and at whom; a look at somebody very restricted is in no list, and her id leads nowhere. That the
    manager read it is on the audit, too."""
    async with connected(filled) as redis:
        await Auditor(audited).keep(look(AREA, NOW, replace(OFFICER, subject="d", name="Daniel Ashby"), shown=0))
        await index_until(audited, redis)
        async with asking(audited, redis, lambda: NOW, Somebody(subject="somebody-else")) as client:
            assert (await client.post("/v1/persons/search", json={"q": "Daniel Ashby"})).status_code == 200
        async with asking(audited, redis, lambda: NOW, HUB) as client:
            found = (await client.post("/v1/persons/search", json={"q": "Daniel Ashby"})).json()["results"]
            daniel = found[0]["id"]
            assert (await client.get(f"/v1/persons/{daniel}")).status_code == 200
        vera = await find_vera(redis)
        secret = replace(look(AREA, NOW, replace(OFFICER, subject="x"), shown=0), asked=vera, shown=())
        # As of an officer who found her by her number.
        found_alone = replace(secret, asked="", shown=(Seen(Subject.PERSON, vera),))
        for one in (secret, found_alone):
            await Auditor(audited).keep(one)
        await index_until(audited, redis)
        async with asking(audited, redis, lambda: NOW, MANAGER) as client:
            told = (await client.get(AT, params={"viewer": VIEWER})).json()
            assert [one["action"] for one in told["looks"]] == ["open-person", "search-persons"]
            assert told["looks"][0]["asked"] == daniel
            assert {"id": daniel, "how": "opened"} in told["looks"][0]["persons"]
            marks = [{one["mark"] for one in look["marks"]} for look in told["looks"]]
            assert marks[0] >= {"own-name", "colleague", "out-of-hours"}
            assert marks[1] == {"own-name", "out-of-hours"}
            at_daniel = (await client.get(AT, params={"id": daniel, "viewer": VIEWER})).json()
            assert len(at_daniel["looks"]) == 2
            everything = await client.get(AT, params={"limit": 200})
            assert vera not in everything.text
            hidden, unknown = [await client.get(AT, params={"id": one}) for one in (vera, f"{AREA}.{'A' * 16}")]
            assert (hidden.status_code, hidden.text) == (404, unknown.text)
            assert (await client.get(AT, params={"viewer": name_viewer(OFFICER.issuer, "x")})).json()["looks"] == []
            bundle = (await client.get(f"{AT}/events", params={"viewer": VIEWER})).json()
            assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["AuditEvent"] * 2
            assert await follow(client, f"{AT}/events?viewer={VIEWER}&limit=1") == [
                entry["resource"]["id"] for entry in bundle["entry"]
            ]
            page = await client.get("/audit", params={"area": AREA, "viewer": VIEWER})
            assert page.status_code == 200
            assert "Ada Ashby" in page.text
            assert daniel in page.text
            await index_until(audited, redis)
            reader = name_viewer("https://sign-in.example", MANAGER.subject)
            own = (await client.get(AT, params={"viewer": reader, "limit": 3})).json()["looks"]
            assert {one["action"] for one in own} == {"read-audit"}
            assert {one["outcome"] for one in own} == {"answered", "nothing"} or own[0]["outcome"] == "answered"


async def test_pages_of_looks_follow_one_another(audited: Settings, filled: str) -> None:
    """Each look is on one of them, and on one only."""
    auditor, viewer = Auditor(audited), replace(OFFICER, subject="pager")
    for _ in range(5):
        await auditor.keep(replace(look(AREA, NOW, viewer), asked="", shown=()))
    async with connected(filled) as redis:
        await index_until(audited, redis)
        async with asking(audited, redis, lambda: NOW, MANAGER) as client:
            asked = {"viewer": name_viewer(OFFICER.issuer, "pager"), "limit": "2"}
            found, after = list[str](), ""
            for _ in range(3):
                told = (await client.get(AT, params=asked | {"after": after})).json()
                found += [one["id"] for one in told["looks"]]
                after = told["next"]
            assert after is None
            assert len(set(found)) == len(found) == 5
            assert (await client.get(AT, params=asked | {"after": "first"})).status_code == 422


async def test_the_audit_leads_from_no_address_to_who_is_restricted(audited: Settings, filled: str) -> None:
    """A look past a restriction showed where she lives: it is found by her, without the place, and by the place not."""
    async with connected(filled) as redis:
        async with asking(audited, redis, lambda: NOW, HUB) as client:
            found = await client.post("/v1/persons/search", json={"q": "Rita Okafor"})
            rita = found.json()["results"][0]["id"]
            homes = await client.post("/v1/addresses/search", json={"q": "Flat 2, 14 Curlew Street"})
            home = homes.json()["results"][0]["id"]
        seen = (Seen(Subject.PERSON, rita, Shown.OPENED), Seen(Subject.ADDRESS, home))
        past = replace(look(AREA, NOW, replace(OFFICER, subject="past")), asked=rita, shown=seen)
        await Auditor(audited).keep(past)
        await index_until(audited, redis)
        async with asking(audited, redis, lambda: NOW, MANAGER) as client:
            by = {"viewer": name_viewer(OFFICER.issuer, "past")}
            (told,) = (await client.get(AT, params={"id": rita, **by})).json()["looks"]
            assert ([one["id"] for one in told["persons"]], told["addresses"]) == ([rita], [])
            assert (await client.get(AT, params={"id": home, **by})).json()["looks"] == []
