"""What a look leaves behind, what it shows to whom, and that nothing is shown that left nothing behind."""

import asyncio
import time
from collections import Counter
from typing import Any
from uuid import uuid4

import orjson
import pytest
from pydantic import BaseModel
from redis.asyncio import Redis

from api.policy.deciding import VERSION
from api.sending import Sender
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.errors import Transient
from streams.fhir import write_fhir_id
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AUDIT
from tests.household import AREA, NOW
from tests.integration.asking import FORM, asking
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration


async def read_looks(settings: Settings, subject: str) -> list[dict[str, Any]]:
    """Of this viewer, in their order."""
    records = await asyncio.to_thread(_read, settings)
    return [one["data"] | {"area": one["area"]} for one in records if one["data"]["viewer"]["subject"] == subject]


def _read(settings: Settings) -> list[dict[str, Any]]:
    end = time.monotonic() + 30
    while True:
        try:
            return [orjson.loads(one.value() or b"") for one in read_topic(settings, AUDIT)]
        except Transient:  # Kafka has just made the topic
            assert time.monotonic() < end


def shown(look: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["kind"], one["id"], one["how"]) for one in look.get("shown", ())}


async def test_everybody_who_is_shown_is_on_the_audit(redis: Redis, audited: Settings) -> None:
    """All whom a search found, not only who was opened; the same by the API and on the page; with who, why and under
    which rule."""
    who = Somebody(subject=uuid4().hex)
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Ashby", "area": AREA})).json()["results"]
        page = await client.post("/persons", data={"q": "Ashby", "area": AREA, **client.signed}, headers=FORM)
        opened = (await client.get(f"/v1/persons/{found[0]['id']}")).json()
        await client.get(f"/persons/{found[0]['id']}")
    assert len(found) == 2
    assert found[0]["id"] in page.text
    by_api, by_page, api_opened, page_opened = await read_looks(audited, who.subject)
    listed = {("person", one["id"], "listed") for one in found}
    assert shown(by_api) == shown(by_page) == listed
    assert ("person", opened["id"], "opened") in shown(api_opened)
    places = {("address", one["id"], "listed") for one in opened["addresses"] if one["id"]}
    assert places
    assert places <= shown(api_opened)
    assert shown(api_opened) <= shown(page_opened)
    assert {look["action"] for look in (by_api, by_page)} == {"search-persons"}
    assert api_opened["asked"] == found[0]["id"]
    assert (api_opened["purpose"]["code"], api_opened["viewer"]["role"]) == ("missing", "hub-officer")
    assert api_opened["ruled"] == {"rule": "hub-looks-up", "policy": VERSION, "allowed": True}
    assert "Ashby" not in orjson.dumps([by_api, by_page, api_opened, page_opened]).decode()


async def test_one_box_leaves_what_the_two_searches_would(redis: Redis, audited: Settings) -> None:
    """A look for people and a look for addresses, each with what it showed; who may not see addresses has none."""
    who, care = Somebody(subject=uuid4().hex), Somebody(Role.CLINICIAN, subject=uuid4().hex, agency=Agency.EHR)
    q = {"q": "Ashby, 14 Curlew Street", "area": AREA}
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/search", json=q)).json()
        page = await client.post("/search", data=q | client.signed, headers=FORM)
    async with asking(audited, redis, lambda: NOW, care) as client:
        narrow = (await client.post("/v1/search", json=q)).json()
        assert (await client.post("/v1/search", json={"q": "100012345678"})).json()["addresses"] is None
    people, places = ({one["id"] for one in found[part]["results"]} for part in ("persons", "addresses"))
    assert people
    assert places
    assert all(id in page.text for id in people | places)
    looks = await read_looks(audited, who.subject)
    assert sorted(look["action"] for look in looks) == ["search-addresses", "search-addresses"] + ["search-persons"] * 2
    for look in looks:
        kind, ids = ("person", people) if look["action"] == "search-persons" else ("address", places)
        assert shown(look) == {(kind, id, "listed") for id in ids}
    assert narrow["addresses"] is None
    assert {look["action"] for look in await read_looks(audited, care.subject)} == {"search-persons"}
    async with asking(audited.model_copy(update={"kafka_bootstrap": ""}), redis, lambda: NOW) as client:
        refused = await client.post("/v1/search", json=q)
        assert refused.status_code == 503
        assert "Ashby" not in refused.text


async def test_what_was_refused_and_what_was_not_found_is_on_the_audit_too(redis: Redis, audited: Settings) -> None:
    """Under the rule that refused it."""
    who = Somebody(Role.OPERATOR, subject=uuid4().hex, purpose="")
    async with asking(audited, redis, lambda: NOW, who) as client:
        assert (await client.get(f"/v1/persons/{AREA}.AAAAAAAAAAAAAAAA")).status_code == 403
    (look,) = await read_looks(audited, who.subject)
    assert (look["outcome"], look["ruled"]["rule"], look["ruled"]["allowed"]) == ("refused", "role-may-not", False)
    other = Somebody(subject=uuid4().hex)
    async with asking(audited, redis, lambda: NOW, other) as client:
        assert (await client.get(f"/v1/persons/{AREA}.AAAAAAAAAAAAAAAA")).status_code == 404
    (look,) = await read_looks(audited, other.subject)
    assert (look["outcome"], look["asked"]) == ("nothing", f"{AREA}.AAAAAAAAAAAAAAAA")


async def test_what_is_no_id_is_not_kept(redis: Redis, audited: Settings) -> None:
    """Somebody's number, or their name, in place of an id: that it led to nothing is on the audit, and it is not."""
    who, number, name = Somebody(subject=uuid4().hex), f"{AREA}.9990000018", f"{AREA}.Maureen Ashby"
    async with asking(audited, redis, lambda: NOW, who) as client:
        for named in (number, name):
            for path in (f"/v1/persons/{named}", f"/persons/{named}", f"/v1/persons/{named}/links"):
                assert (await client.get(path)).status_code == 404
            broken = {"named": named, "reason": "missing", "reference": "M-1"}
            assert (await client.post("/v1/glass", json=broken)).status_code == 404
    looks = await read_looks(audited, who.subject)
    assert [look["outcome"] for look in looks] == ["nothing"] * 8
    assert not [look for look in looks if "asked" in look]


async def test_without_the_audit_nothing_is_shown(redis: Redis, audited: Settings) -> None:
    """503 with a plain message, by the API and on pages; what names nobody is still answered."""
    async with asking(audited.model_copy(update={"kafka_bootstrap": ""}), redis, lambda: NOW) as client:
        answer = await client.post("/v1/persons/search", json={"q": "Ashby"})
        page = await client.post("/persons", data={"q": "Ashby", **client.signed}, headers=FORM)
        for one in (answer, page):
            assert one.status_code == 503
            assert "must be written down first" in one.text
            assert "Maureen" not in one.text
        assert (await client.get("/v1/catalogue")).status_code == 200
        assert (await client.get(f"/v1/areas/{AREA}/rules")).status_code == 200


async def test_nobody_opens_their_own_record(redis: Redis, audited: Settings) -> None:
    """Where the provider says whose NHS number they have; others' records they do."""
    who = Somebody(nhs_number="9990000018")
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Ashby"})).json()["results"]
        own = next(one for one in found if one["person"]["nhs_number"] == who.nhs_number)
        other = next(one for one in found if one["person"]["nhs_number"] != who.nhs_number)
        answer = await client.get(f"/v1/persons/{own['id']}")
        assert (answer.status_code, answer.json()["code"]) == (403, "own-record")
        page = await client.get(f"/persons/{own['id']}")
        assert (page.status_code, "Curlew" in page.text) == (403, False)
        assert (await client.get(f"/v1/persons/{other['id']}")).status_code == 200


async def test_nobody_opens_what_their_own_record_is_made_of_or_where_it_leads(redis: Redis, audited: Settings) -> None:
    """Its links and its trace, on pages and in FHIR, too; others' they do."""
    who = Somebody(nhs_number="9990000018", subject=uuid4().hex)
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Ashby"})).json()["results"]
        for one in found:
            own, record = one["person"]["nhs_number"] == who.nhs_number, one["id"].partition(".")[2]
            for path in (
                f"/v1/persons/{one['id']}/links",
                f"/persons/{one['id']}/links",
                f"/fhir/{AREA}/Provenance?patient={write_fhir_id(record)}",
                f"/v1/areas/{AREA}/persons/{record}/trace",
                f"/persons/{one['id']}/trace",
            ):
                answer = await client.get(path)
                assert (answer.status_code, who.nhs_number in answer.text) == ((403, False) if own else (200, False)), (
                    path
                )
    refused = [look for look in await read_looks(audited, who.subject) if look["outcome"] == "refused"]
    assert {look["ruled"]["rule"] for look in refused} == {"own-record"}
    assert {look["action"] for look in refused} == {"open-links", "trace-person"}


async def test_nobody_copies_what_is_held(redis: Redis, audited: Settings) -> None:
    """Who looks at more in a minute than one person reads is told to wait, on pages too, in every session of theirs and
    nobody else's; it is on the audit; and what shows nobody goes on."""
    strict = audited.model_copy(update={"looks_per_minute": 5})
    who = Somebody(subject=uuid4().hex)
    async with asking(strict, redis, lambda: NOW, who) as client:
        answers = [await client.post("/v1/persons/search", json={"q": "Ashby"}) for _ in range(6)]
        assert [one.status_code for one in answers] == [200] * 5 + [429]
        refused = answers[-1]
        assert (refused.json()["code"], refused.headers["retry-after"]) == ("too-many-looks", "60")
        assert "Ashby" not in refused.text
        page = await client.post("/persons", data={"q": "Ashby", **client.signed}, headers=FORM)
        assert (page.status_code, "Wait a minute" in page.text) == (429, True)
        assert (await client.get("/v1/catalogue")).status_code == 200
    async with (
        asking(strict, redis, lambda: NOW, who) as again,
        asking(strict, redis, lambda: NOW, Somebody()) as other,
    ):
        assert (await again.post("/v1/persons/search", json={"q": "Ashby"})).status_code == 429
        assert (await other.post("/v1/persons/search", json={"q": "Ashby"})).status_code == 200
    kept = Counter(look["outcome"] for look in await read_looks(audited, who.subject))
    # Three that were refused, for all areas they asked for.
    assert kept == {"answered": 5, "refused": 3 * len(audited.partnership.areas)}


async def test_the_officer_neither_opens_nor_corrects_what_is_held_about_themselves(
    redis: Redis, audited: Settings
) -> None:
    """Another officer has to: nothing is shown, nothing foreseen, and nothing sent."""
    who = Somebody(Role.DATA_PROTECTION_OFFICER, purpose="", nhs_number="9990000018")
    erase = {"right": "erase", "reason": "person-asked"}
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Ashby"})).json()["results"]
        own = next(one["id"] for one in found if one["person"]["nhs_number"] == who.nhs_number)
        other = next(one["id"] for one in found if one["person"]["nhs_number"] != who.nhs_number)
        for answer in (
            await client.get(f"/v1/persons/{own}/holdings"),
            await client.post(f"/v1/persons/{own}/corrections/preview", json=erase),
            await client.post(f"/v1/persons/{own}/corrections", json=erase),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "own-record"), answer.text
        for page in (f"/persons/{own}/holdings", f"/persons/{own}/correct"):
            shown = await client.get(page)
            assert (shown.status_code, "Curlew" in shown.text) == (403, False)
        assert (await client.get(f"/v1/persons/{other}/holdings")).status_code == 200
        assert (await client.post(f"/v1/persons/{other}/corrections/preview", json=erase)).status_code == 200


async def test_nothing_is_corrected_before_it_is_written_down(
    redis: Redis, audited: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is erased says nothing of who erased it: the audit has it first, once, or nothing is sent."""
    sent: list[BaseModel] = []

    async def send(_sender: Sender, _area: str, *events: BaseModel) -> None:
        sent.extend(events)

    monkeypatch.setattr(Sender, "send", send)
    who = Somebody(Role.DATA_PROTECTION_OFFICER, purpose="", subject=uuid4().hex)
    erase = {"right": "erase", "reason": "person-asked", "reference": "SAR-7"}
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Maureen Ashby"})).json()["results"]
        async with asking(audited.model_copy(update={"kafka_bootstrap": ""}), redis, lambda: NOW, who) as away:
            assert (await away.post(f"/v1/persons/{found[0]['id']}/corrections", json=erase)).status_code == 503
        assert sent == []
        assert (await client.post(f"/v1/persons/{found[0]['id']}/corrections", json=erase)).status_code == 202
        assert sent
    (look,) = [one for one in await read_looks(audited, who.subject) if one["action"] == "correct-holdings"]
    assert (look["outcome"], look["asked"], look["purpose"]["reference"]) == ("answered", found[0]["id"], "SAR-7")
    assert shown(look) == {("person", found[0]["id"], "opened")}


async def test_care_finds_nobody_by_an_address(redis: Redis, audited: Settings) -> None:
    """Of what was entered the address is left out, so that nobody is told who lives there, or where somebody does; an
    address alone finds nobody, and says why. Others find by it."""
    care = Somebody(Role.CLINICIAN, purpose="mental-health-care", agency=Agency.EHR)
    for who, by_address in ((care, False), (Somebody(), True)):
        async with asking(audited, redis, lambda: NOW, who) as client:
            alone = await client.post("/v1/persons/search", json={"address": "Flat 2, 14 Curlew Street"})
            boxed = await client.post("/v1/search", json={"q": "NM4 2QX"})
            named = [
                (await client.post("/v1/persons/search", json=asked)).json()["results"]
                for asked in ({"q": "Ashby, 14 Curlew Street"}, {"q": "Ashby"})
            ]
            page = await client.post("/persons", data={"q": "Ashby", **client.signed}, headers=FORM)
        assert (alone.status_code, boxed.status_code) == ((200, 200) if by_address else (422, 422))
        assert (named[0] == named[1]) is not by_address
        assert ("Address or postcode" in page.text) is by_address
        if not by_address:
            assert "finds nobody by an address" in alone.json()["detail"]


async def test_care_sees_of_other_agencies_that_they_are_involved(redis: Redis, audited: Settings) -> None:
    """And whom to ring there; not of which kind their contacts were, nor the addresses that only they know."""
    who = Somebody(Role.CLINICIAN, frozenset(("North CMHT",)), purpose="mental-health-care", agency=Agency.EHR)
    async with asking(audited, redis, lambda: NOW, who) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Maureen Ashby"})).json()["results"]
        answer = await client.get(f"/v1/persons/{found[0]['id']}")
        told = answer.json()
        page = await client.get(f"/persons/{found[0]['id']}")
    assert {one["agency"] for one in told["involved"]} == {"police", "council"}
    assert told["involved"][1]["contact_person"]["name"] == "Sam Reed"
    assert {entry["what"] for entry in told["timeline"]["entries"]} == {"Contact"}
    assert (told["counts"], told["addresses"]) == ([], [])
    developed = told["developments"]
    assert [developed[name] for name in ("missed", "not_brought", "child_known", "addresses_seen")] == [
        None,
        False,
        None,
        None,
    ]
    assert "Your own agency has named no address" in page.text
    for hidden in (
        "omestic",
        "Curlew",
        "ection 42",
        "/links",
        "/trace",
        "appointment missed in 12",
        "Seen at",
        "Known to",
    ):
        assert hidden not in answer.text
        assert hidden not in page.text
