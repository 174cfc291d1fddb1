"""Looking past a restriction: stated, told, timed, reviewed; and nothing of it without, on real Kafka and Valkey."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from redis.asyncio import Redis

from consumers.auditing.telling import tell_all
from consumers.delivery.mail import open_post
from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state.auditing import AuditIndex
from streams.codec import OBSERVATION
from streams.codes.access import Role
from streams.settings import Settings
from tests import household
from tests.household import AREA, NOW
from tests.integration.asking import FORM, Client, asking, connected
from tests.integration.indexing import index_until
from tests.integration.receivers import post_office
from tests.integration.test_looks import read_looks
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration

OFFICER = Somebody(subject="who-looks-past", name="Kit Rowe")
MANAGER = Somebody(Role.AUDIT_MANAGER, subject="who-reviews", purpose="")
REVISIONS = [read_revision(observe(OBSERVATION.validate_python(event))) for event in household.household()]
RECORDS = {one.identity.given_name.title(): record_id(one.identity) for one in REVISIONS if one.identity}
MAUREEN, RITA, VERA = (f"{AREA}.{RECORDS[name]}" for name in ("Maureen", "Rita", "Vera"))
NOBODY = f"{AREA}.{'A' * 16}"
ELSEWHERE = {"address": {"text": "1 Heron Way", "postcode": "NM5 1AB"}}
_NUMBERS = count(1)


@pytest.fixture
async def officer(redis: Redis, audited: Settings) -> AsyncIterator[Client]:
    async with asking(audited, redis, lambda: NOW, OFFICER) as client:
        yield client


def reason(named: str, reference: str = "") -> dict[str, str]:
    return {"named": named, "reason": "missing", "reference": reference or f"G-{next(_NUMBERS)}"}


async def waiting(redis: Redis, audited: Settings, who: Somebody = MANAGER) -> list[dict[str, Any]]:
    await index_until(audited, redis)
    async with asking(audited, redis, lambda: NOW, who) as client:
        found: list[dict[str, Any]] = (await client.get(f"/v1/areas/{AREA}/glass")).json()["breaks"]
    return found


@pytest.mark.parametrize("person", [RITA, VERA])
async def test_a_restriction_is_looked_past_with_a_reason(
    officer: Client, redis: Redis, audited: Settings, person: str
) -> None:
    """Their own page then has all of it and only that page; it is on the audit under its own rule, and waits until an
    audit manager has said what they found."""
    given = reason(person)
    closed = await officer.get(f"/v1/persons/{person}/behind")
    assert (closed.status_code, closed.json()["code"]) == (404, "glass-closed")
    assert (await officer.post("/v1/glass", json=given)).status_code == 200
    opened = (await officer.get(f"/v1/persons/{person}/behind")).json()
    assert "Flat 2, 14 Curlew Street" in [one["address"]["text"] for one in opened["addresses"]]
    assert not opened["address_withheld"]
    page = await officer.get(f"/persons/{person}/behind")
    assert "Nothing is withheld on this page" in page.text
    plain = (await officer.get(f"/v1/persons/{person}")).json()
    assert plain.get("address_withheld", True)
    assert plain.get("addresses", []) == []
    flat = await officer.post("/v1/addresses/search", json={"q": "Flat 2, 14 Curlew Street"})
    at_home = await officer.get(f"/v1/addresses/{flat.json()['results'][0]['id']}")
    assert person not in at_home.text

    (found,) = [one for one in await waiting(redis, audited) if one["reference"] == given["reference"]]
    assert (found["name"], found["rule"], found["asked"]) == ("Kit Rowe", "break-glass", person)
    assert found["reason_label"] == "Looked past a restriction: Somebody is missing, and may be in danger"
    async with asking(audited, redis, lambda: NOW, MANAGER) as manager:
        path = f"/v1/areas/{AREA}/glass/{found['id']}/review"
        assert (await manager.post(path, json={"finding": "justified"})).status_code == 202
        assert found["id"] not in {one["id"] for one in await waiting(redis, audited)}
        assert (await manager.post(path, json={"finding": "justified"})).status_code == 404


async def test_it_ends_by_itself_and_with_the_session(redis: Redis, audited: Settings) -> None:
    """After the minutes that are configured; in another session it never was."""
    clock = [NOW]
    settings = audited.model_copy(update={"glass_minutes": 10, "idle_minutes": 60})
    async with asking(settings, redis, lambda: clock[0], OFFICER) as client:
        assert (await client.post("/v1/glass", json=reason(VERA))).status_code == 200
        clock[0] = NOW + timedelta(minutes=9)
        assert (await client.get(f"/v1/persons/{VERA}/behind")).status_code == 200
        clock[0] = NOW + timedelta(minutes=10)
        assert (await client.get(f"/v1/persons/{VERA}/behind")).json()["code"] == "glass-closed"
    async with asking(settings, redis, lambda: NOW, OFFICER) as client:
        assert (await client.get(f"/v1/persons/{VERA}/behind")).status_code == 404


async def test_who_is_not_there_is_written_down_too(officer: Client, redis: Redis, audited: Settings) -> None:
    """So that nobody finds out by trying who is there without being asked why. Where nothing is withheld there is
    nothing to look past."""
    given, number = reason(NOBODY), reason("9990000042")
    for one in (given, number):
        answer = await officer.post("/v1/glass", json=one)
        assert (answer.status_code, answer.json()["code"]) == (404, "id-unknown")
    for named in (MAUREEN, "999 000 0018"):
        plain = await officer.post("/v1/glass", json=reason(named, "G-plain"))
        assert (plain.status_code, plain.json()["code"]) == (403, "not-restricted")
    tried = [one for one in await read_looks(audited, OFFICER.subject) if "G-plain" in str(one.get("purpose"))]
    here = [(one["outcome"], one.get("asked")) for one in tried if one["area"] == AREA]
    assert here == [("refused", MAUREEN)] * 2
    found = {one["reference"]: one for one in await waiting(redis, audited)}
    assert found[given["reference"]]["asked"] == NOBODY
    assert found[number["reference"]]["asked"] is None


async def break_as_manager(redis: Redis, audited: Settings) -> dict[str, Any]:
    """What waits for a review of it. Who did it is an audit manager as well."""
    given = reason(RITA)
    async with asking(audited, redis, lambda: NOW, Somebody(subject=MANAGER.subject)) as client:
        assert (await client.post("/v1/glass", json=given)).status_code == 200
    (found,) = [one for one in await waiting(redis, audited) if one["reference"] == given["reference"]]
    return found


async def test_nobody_reviews_what_they_did(redis: Redis, audited: Settings) -> None:
    """Whatever roles they have."""
    found = await break_as_manager(redis, audited)
    async with asking(audited, redis, lambda: NOW, MANAGER) as manager:
        path = f"/v1/areas/{AREA}/glass/{found['id']}/review"
        answer = await manager.post(path, json={"finding": "justified"})
        assert (answer.status_code, answer.json()["code"]) == (422, "own-glass")
    assert found["id"] in {one["id"] for one in await waiting(redis, audited)}


async def test_only_what_was_found_takes_it_off_the_list(redis: Redis, audited: Settings) -> None:
    """A review that comes to nothing, under a declared purpose whose reference names what waits, leaves it waiting."""
    found = await break_as_manager(redis, audited)
    async with asking(audited, redis, lambda: NOW, MANAGER) as manager:
        named = {"code": "missing", "reference": found["id"]}
        assert (await manager.put("/v1/purpose", json=named)).status_code == 200
        path = f"/v1/areas/{AREA}/glass/another/review"
        assert (await manager.post(path, json={"finding": "justified"})).status_code == 404
        empty = {"area": AREA, "look": found["id"], **manager.signed}
        assert (await manager.post("/audit/glass", data=empty, headers=FORM)).status_code == 422
    assert found["id"] in {one["id"] for one in await waiting(redis, audited)}


async def test_without_the_audit_nothing_is_opened(redis: Redis, audited: Settings) -> None:
    """Neither told nor opened: what was not written down did not happen."""
    away = audited.model_copy(update={"kafka_bootstrap": ""})
    async with asking(away, redis, lambda: NOW, OFFICER) as client:
        assert (await client.post("/v1/glass", json=reason(VERA))).status_code == 503
        held = [repr(await redis.hgetall(key)) async for key in redis.scan_iter("session:*")]
        assert held
        assert VERA not in "".join(held)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Enter the person&#39;s id, or their whole NHS number"),
        ({"named": VERA}, "Choose why it cannot wait"),
        ({"named": VERA, "reason": "missing"}, "Enter the reference of the incident or case"),
    ],
)
async def test_the_form_says_what_is_missing(officer: Client, said: dict[str, str], words: str) -> None:
    """And keeps what was filled in."""
    page = await officer.post("/glass", data=said | officer.signed, headers=FORM)
    assert page.status_code == 422
    assert words in page.text
    assert "<title>Error: " in page.text


async def test_the_manager_reviews_on_a_page(officer: Client, redis: Redis, audited: Settings) -> None:
    """From the form to the list and off it."""
    given = reason(RITA)
    sent = await officer.post("/glass", data=given | officer.signed, headers=FORM)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/persons/{RITA}/behind")
    (found,) = [one for one in await waiting(redis, audited) if one["reference"] == given["reference"]]
    async with asking(audited, redis, lambda: NOW, MANAGER) as manager:
        assert "waiting" in (await manager.get("/audit", params={"area": AREA})).text
        assert given["reference"] in (await manager.get("/audit/glass", params={"area": AREA})).text
        review = {"area": AREA, "look": found["id"], **manager.signed}
        assert (await manager.post("/audit/glass", data=review, headers=FORM)).status_code == 422
        told = await manager.post("/audit/glass", data=review | {"finding": "not-justified"}, headers=FORM)
        assert told.status_code == 303
    assert given["reference"] not in {one["reference"] for one in await waiting(redis, audited)}


async def test_a_second_person_is_told_by_e_mail(officer: Client, redis: Redis, audited: Settings) -> None:
    """Once, also where the mail server is away at first; the mail says that it was, and where to see who and why."""
    given = reason(RITA)
    assert (await officer.post("/v1/glass", json=given)).status_code == 200
    await index_until(audited, redis)
    with post_office(answers=["451 later"]) as office:
        server = {"smtp_host": "127.0.0.1", "smtp_port": office.port, "smtp_security": "none"}
        settings = audited.model_copy(update=server)
        for _ in range(3):
            await tell_all(settings, AuditIndex(redis), open_post(settings), ("audit@council.example",))
    names = [mail["Message-ID"] for mail in office.mails]
    assert len(set(names)) == len(names)
    assert {f"<{one['id']}.glass@localhost>" for one in await waiting(redis, audited)} <= set(names)
    for mail in office.mails:
        assert "/audit/glass?area=" in mail.get_content()
        assert not [word for word in ("Okafor", "Rita", RITA, "Rowe", given["reference"]) if word in mail.as_string()]


def without(name: str) -> list[dict[str, Any]]:
    events = household.household()
    return [one for one in events if one["data"].get("person", {}).get("given_name", "").title() != name]


async def ask_everything(client: Client) -> list[tuple[str, int, str]]:
    """Searches and pages that Vera could be in, and her own; with what makes any two answers differ taken out."""
    answers = []
    for q in ("Vera Marsh", "Marsh", "P3", "1990-05-05", "14 Curlew Street", "Ashby"):
        answers.append((q, await client.post("/v1/persons/search", json={"q": q})))
        answers.append((q, await client.post("/v1/addresses/search", json={"q": q})))
        answers.append((q, await client.post("/v1/search", json={"q": q})))
        answers.append((q, await client.post("/persons", data={"q": q, **client.signed}, headers=FORM)))
        answers.append((q, await client.post("/search", data={"q": q, **client.signed}, headers=FORM)))
    flat = [f"{AREA}.{one.cell.contact.address}" for one in REVISIONS if one.cell.contact and one.cell.contact.address]
    for id in (VERA, MAUREEN, *sorted(set(flat))):
        answers += [
            (path, await client.get(path))
            for path in (
                *(f"{head}/persons/{id}{tail}" for head in ("", "/v1") for tail in ("", "/links", "/behind")),
                *(f"{head}/addresses/{id}" for head in ("", "/v1")),
                f"/glass?named={id}",
            )
        ]
    answers.append(("doubts", await client.get(f"/v1/areas/{AREA}/review")))
    answers.append(("alerts", await client.get(f"/v1/areas/{AREA}/alerts")))
    made = re.compile(r'name="(?:id|token)" value="[^"]+"')  # with each page anew
    return [(said, one.status_code, made.sub("", one.text)) for said, one in answers]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DATA_PROTECTION_OFFICER])
async def test_answers_are_the_same_with_and_without_who_is_very_restricted(
    role: Role, filled: str, audited: Settings
) -> None:
    """Byte for byte, for every role, and for who may look past a restriction as long as they have not said why."""
    who = Somebody(role, frozenset(("North CMHT",)), subject=f"same-{role}")

    async def answer(events: list[dict[str, Any]], now: datetime) -> list[tuple[str, int, str]]:
        async with connected(filled) as redis:
            await household.empty(redis)
            # How far an agency's data goes says nothing of anybody, and moves with whatever it sends.
            last = household.event(
                900, "police-incident-recorded-1", household.days_ago(0.2), "suspicious", **ELSEWHERE
            )
            await household.project(redis, AREA, [*events, last, household.tick(now)])
            await household.project(redis, "eastvale", [household.tick(now, "eastvale")])
            async with asking(audited, redis, lambda: now, who) as client:
                return await ask_everything(client)

    assert await answer(household.household(), NOW) == await answer(without("Vera"), NOW)
