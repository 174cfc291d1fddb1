"""Nobody sees to what is held about themselves: it is refused before anything is sent, and is on no list of theirs."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from pydantic import BaseModel
from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.keys import Subject, in_area
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings
from tests import alerted, household
from tests.caseload import ASHA, CMHT, Record
from tests.household import AREA, NOW, project, tick
from tests.integration.asking import FORM, Client, asking, connected
from tests.integration.test_review import DANIEL, MAUREEN, RITA, decision, pair
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration
AT = f"/v1/areas/{AREA}"
DANIELS, MAUREENS, NADIAS = "9990000026", "9990000018", "9990000034"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """Daniel has an alert, and may be Maureen, says the queue; of her two records one states her number."""
    async with connected(redis_url) as connection:
        await alerted.refill(connection, decision(1, MAUREEN, DANIEL))
        doubts = {pair(MAUREEN, DANIEL): 900, pair(DANIEL, RITA): 800}
        await connection.zadd(in_area(AREA, keys.doubts(Subject.PERSON)), doubts)
        yield connection


def is_own(answer: Response) -> bool:
    said = answer.json()["code"] if answer.headers["content-type"].startswith("application/") else "own record"
    return answer.status_code == 403 and said in ("own-record", "own record") and "Ashby" not in answer.text


async def find_daniels(client: Client) -> dict[str, Any]:
    listed = (await client.get(f"{AT}/alerts", params={"rule": "often"})).json()["alerts"]
    found: dict[str, Any] = next(one for one in listed if one["about"]["person"]["name"] == "Daniel Ashby")
    return found


async def test_nobody_opens_or_answers_an_alert_about_themselves(
    redis: Redis, audited: Settings, sent: list[BaseModel]
) -> None:
    """By the API, on its page and in FHIR, also by a form that says nothing; nothing is sent, and others do."""
    who = Somebody(nhs_number=DANIELS)
    async with asking(audited, redis, lambda: NOW) as other, asking(audited, redis, lambda: NOW, who) as own:
        alert = await find_daniels(other)
        page = f"/alerts/{AREA}.{alert['id']}"
        path = f"{AT}/alerts/person/{alert['about']['record']}/{alert['id']}"
        dismissal = {"verdict": "dismiss", "reason": "no-concern", "id": "0" * 32}
        for answer in (
            await own.get(path),
            await own.get(page),
            await own.post(f"{path}/acknowledgement", json={}),
            await own.post(f"{path}/dismissal", json={"reason": "no-concern"}),
            await own.post(page, data={"id": "0" * 32, **own.signed}, headers=FORM),
            await own.post(page, data={**dismissal, **own.signed}, headers=FORM),
        ):
            assert is_own(answer), answer.text
        assert (await own.get(f"/fhir/{AREA}/Flag/{alert['id']}")).status_code == 403
        assert sent == []
        assert (await other.post(f"{path}/dismissal", json={"reason": "no-concern"})).status_code == 202
        assert len(sent) == 1


async def test_no_list_of_alerts_tells_of_the_viewer(redis: Redis, audited: Settings) -> None:
    """Neither an area's nor that of the people seen at an address; all that others see is there."""
    async with (
        asking(audited, redis, lambda: NOW) as other,
        asking(audited, redis, lambda: NOW, Somebody(nhs_number=DANIELS)) as own,
    ):
        daniels = (await find_daniels(other))["id"]
        everybody, others = [
            [one["id"] for one in (await client.get(f"{AT}/alerts")).json()["alerts"]] for client in (other, own)
        ]
        assert others == [one for one in everybody if one != daniels]
        assert len(others) == len(everybody) - 1
        flat = next(one for one in (await own.get(f"{AT}/alerts")).json()["alerts"] if one["rule"] == "domestic")
        for client, is_told in ((other, True), (own, False)):
            page = await client.get(f"/addresses/{flat['about']['id']}")
            assert (page.status_code, daniels in page.text) == (200, is_told)


async def test_nobody_decides_of_which_records_they_are_made(
    redis: Redis, audited: Settings, sent: list[BaseModel]
) -> None:
    """Neither joins nor parts nor withdraws, whichever of their records states the number; others of others do."""
    said = {"subject": "person", "one": MAUREEN, "other": DANIEL, "same": False, "reason": "person-asked"}
    for number in (MAUREENS, DANIELS):
        async with asking(audited, redis, lambda: NOW, Somebody(nhs_number=number)) as own:
            form = {"verdict": "different", "reason": "person-asked", "id": "0" * 32, **own.signed}
            for answer in (
                await own.get(f"{AT}/pairs/person/{MAUREEN}/{DANIEL}"),
                await own.get(f"/review/{AREA}/person/{MAUREEN}/{DANIEL}"),
                await own.post(f"{AT}/decisions", json=said),
                await own.post(f"{AT}/decisions/D1/withdrawal", json={}),
                await own.post(f"/review/{AREA}/person/{MAUREEN}/{DANIEL}", data=form, headers=FORM),
            ):
                assert is_own(answer), answer.text
    assert sent == []
    async with asking(audited, redis, lambda: NOW, Somebody(nhs_number=MAUREENS)) as client:
        left = (await client.get(f"{AT}/review")).json()["pairs"]
        assert [{one["one"]["id"], one["other"]["id"]} for one in left] == [{DANIEL, RITA}]
        assert (await client.post(f"{AT}/decisions", json=said | {"one": RITA})).status_code == 202
        assert len(sent) == 1


async def test_what_was_decided_about_the_viewer_is_on_nobodys_links(redis: Redis, audited: Settings) -> None:
    """Of the pair that was decided both people have a line; whoever is one of them is not told of it on the other's."""
    for number, told in (("", True), (MAUREENS, False)):
        async with asking(audited, redis, lambda: NOW, Somebody(nhs_number=number)) as client:
            links = (await client.get(f"/v1/persons/{AREA}.{DANIEL}/links")).json()
            page = await client.get(f"/persons/{AREA}.{DANIEL}/links")
        assert (bool(links["decided"]), "Maureen" in page.text) == (told, told)


async def test_no_decision_is_written_over_under_its_id(redis: Redis, audited: Settings, sent: list[BaseModel]) -> None:
    """What somebody sends twice under one id is one; another's under that id, or about another pair, is one more."""
    said = {"id": "d" * 32, "subject": "person", "one": MAUREEN, "other": DANIEL, "same": False}
    said |= {"reason": "person-asked"}
    async with asking(audited, redis, lambda: NOW, Somebody(subject="one")) as client:
        for asked in (said, said, said | {"one": RITA}, said | {"same": True}):
            assert (await client.post(f"{AT}/decisions", json=asked)).status_code == 202
    async with asking(audited, redis, lambda: NOW, Somebody(subject="another")) as client:
        assert (await client.post(f"{AT}/decisions", json=said)).status_code == 202
    first, *others = [event.model_dump()["id"] for event in sent]
    assert others[0] == first
    assert len({first, *others}) == 4


def tell_caseload() -> list[dict[str, Any]]:
    """Nadia and Owen, on one caseload."""
    days = range(30, 280, 14)
    people = [Record(1, "Nadia Fell", ASHA, nhs_number=NADIAS), Record(2, "Owen Marsh", ASHA)]
    told = [each for one in people for each in one.refer(290).see(*days).events]
    return [one for _, one in sorted(told, key=lambda each: (each[0], each[1]["id"]))]


async def test_nobody_is_on_a_caseload_of_their_own(redis: Redis, audited: Settings, sent: list[BaseModel]) -> None:
    """A clinician who is a patient of the team: no row, no score, and no answer to it, also by a form that says
    nothing."""
    await household.empty(redis)
    await project(redis, AREA, [*tell_caseload(), *[tick(NOW - timedelta(days=day)) for day in (14, 7, 1, 0)]])
    teams = frozenset((CMHT,))
    care = [Somebody(Role.CLINICIAN, teams, agency=Agency.EHR, nhs_number=number) for number in ("", NADIAS)]
    async with (
        asking(audited, redis, lambda: NOW, care[0]) as other,
        asking(audited, redis, lambda: NOW, care[1]) as own,
    ):
        listed = [(await client.get(f"{AT}/caseload", params={"list": "all"})).json() for client in (other, own)]
        names = [{one["person"]["name"] for one in each["people"]} for each in listed]
        assert names == [{"Nadia Fell", "Owen Marsh"}, {"Owen Marsh"}]
        risks = (await own.get(f"/fhir/{AREA}/RiskAssessment")).json()["entry"]
        assert len(risks) == 1
        nadia = next(one for one in listed[0]["people"] if one["person"]["name"] == "Nadia Fell")
        path, page = f"{AT}/persons/{nadia['record']}/risk", f"/persons/{nadia['id']}/risk"
        opinion = {"made_at": NOW.isoformat(), "probability": 0.1, "opinion": "lower", "reason": "other"}
        done = {"intervention": "team-discussed"}
        for answer in (
            await own.get(path),
            await own.get(page),
            await own.post(f"{path}/opinion", json=opinion),
            await own.post(f"{path}/intervention", json=done),
            await own.post(page, data={"id": "0" * 32, **own.signed}, headers=FORM),
            await own.post(page, data={"id": "0" * 32, "verdict": "done", **done, **own.signed}, headers=FORM),
        ):
            assert is_own(answer), answer.text
            assert "Nadia" not in answer.text
        assert sent == []
        assert (await other.post(f"{path}/intervention", json=done)).status_code == 202
