"""What clinicians answer to a score, from the API through real Kafka and back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import envelope, raw
from tests.integration.asking import Client, asking, connected
from tests.integration.roles import await_quiet, running
from tests.partnerships import TRUST
from tests.signed_in import NAME, Somebody

pytestmark = pytest.mark.integration

AREA = "caredfor"
AT = f"/v1/areas/{AREA}"
TEAM = "Caredfor CMHT"
MANAGER = Somebody(Role.TEAM_MANAGER, frozenset((TEAM,)), agency=Agency.EHR)
NADIA = {"local_record_id": "N1", "given_name": "Nadia", "family_name": "Fell", "birth_date": "1961-02-11"}


def record(number: int, kind: str, days: float, category: str, **said: Any) -> Outgoing:
    happened = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    worker = {"name": "Asha Rahman", "role": "Care coordinator", "team": TEAM}
    about = {"person": NADIA, "contact": worker, "happened_at": happened, "recorded_at": happened}
    event = envelope(AREA, f"N{number}", f"{kind}-1", {**about, "category": category, **said}) | {"source": TRUST}
    return Outgoing("ehr", AREA.encode(), raw(event))


@pytest.fixture(scope="module")
def filled(settings: Settings) -> Iterator[Settings]:
    """Somebody on a caseload, and the processes at work."""
    with running(settings, "clock", "intake", "projector"):
        seen = [record(n, "mh-contact-recorded", 200 - 14 * n, "5", team="A06") for n in range(1, 14)]
        Publisher(settings).publish_blocking([record(0, "mh-referral-received", 220, "A06", case_id="R1"), *seen])
        await_quiet(settings, 60)
        yield settings


@pytest.fixture
async def client(filled: Settings) -> AsyncIterator[Client]:
    async with connected(filled.redis_url) as redis, asking(filled, redis, now, MANAGER) as opened:
        yield opened


def now() -> datetime:
    return datetime.now(UTC)


async def find(client: AsyncClient) -> dict[str, Any]:
    for _ in range(300):
        answer = await client.get(f"{AT}/caseload", params={"list": "all"})
        assert answer.status_code == 200, answer.text
        if people := answer.json()["people"]:
            found: dict[str, Any] = people[0]
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("nobody is on the caseload within 30 s")


async def test_a_view_and_what_was_done_stand_with_whoever_said_so(client: AsyncClient, filled: Settings) -> None:
    """Beside the score they are about; the same answer sent twice is one, and the score is as it was."""
    person = await find(client)
    at = f"{AT}/persons/{person['record']}/risk"
    risk = (await client.get(at)).json()
    assert (risk["person"]["team"], risk["person"]["worker"]) == (TEAM, "Asha Rahman")
    assert 0 < risk["person"]["probability"] < 1
    seen = {"made_at": risk["as_at"], "probability": risk["person"]["probability"]}
    opinion = {"id": f"{1:032x}", "opinion": "higher", "reason": "recent-change", **seen}
    done = {"id": f"{2:032x}", "intervention": "contact-brought-forward"}
    for kind, said in (("opinion", opinion), ("intervention", done), ("opinion", opinion)):
        answer = await client.post(f"{at}/{kind}", json=said)
        assert (answer.status_code, answer.json()) == (202, {"id": said["id"]})
    await asyncio.to_thread(await_quiet, filled, 60)
    after = (await client.get(at)).json()["person"]
    assert [one["label"] for one in after["answers"]] == ["A contact was brought forward", "I think the risk is higher"]
    assert after["answers"][1]["reason"] == "Something changed that the record does not say yet"
    assert after["answers"][1]["probability"] == seen["probability"]
    assert {one["by"] for one in after["answers"]} == {NAME}
    assert after["probability"] == pytest.approx(seen["probability"], abs=0.001)


async def test_the_form_of_a_page_is_an_answer_too(client: Client, filled: Settings) -> None:
    """Sent as it stands on the page; a form of another site's is refused."""
    person = await find(client)
    page = f"/persons/{person['id']}/risk"
    form = {"id": f"{3:032x}", "verdict": "done", "intervention": "team-discussed", **client.signed}
    refused = await client.post(page, data=form, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    sent = await client.post(page, data=form, headers={"sec-fetch-site": "same-origin"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{page}?sent=done")
    await asyncio.to_thread(await_quiet, filled, 60)
    assert "Discussed in the team" in (await client.get(f"{page}?sent=done")).text


async def test_nobody_answers_for_whom_there_is_no_score(client: AsyncClient) -> None:
    """An id that never was, a score of another day, an opinion nobody knows, another area."""
    person = await find(client)
    said = {"made_at": now().isoformat(), "probability": 0.1, "opinion": "agree", "reason": "other"}
    at = f"{AT}/persons/{person['record']}/risk/opinion"
    old = (now() - timedelta(days=2)).isoformat()
    tried = [
        (f"{AT}/persons/AAAAAAAAAAAAAAAA/risk/opinion", said, 404),
        (at, said | {"made_at": old}, 422),
        (at, said | {"opinion": "perhaps"}, 422),
        (at, said | {"note": "a sentence would be a case note"}, 422),
        (f"/v1/areas/nowhere/persons/{person['record']}/risk/opinion", said, 422),
    ]
    for path, sent, status in tried:
        assert (await client.post(path, json=sent)).status_code == status, (path, sent)
    assert (await client.get(f"{AT}/persons/AAAAAAAAAAAAAAAA/risk")).status_code == 404


async def test_workload_and_outcomes_are_told(client: AsyncClient) -> None:
    """Of one person there is next to nothing to tell: counts this small are not told, and the caution always is."""
    await find(client)
    workload = (await client.get(f"{AT}/workload", params={"team": TEAM})).json()
    assert [one["worker"] for one in workload["workers"]] == ["Asha Rahman"]
    assert workload["workers"][0]["load"]["cases"] == 1
    outcomes = (await client.get(f"{AT}/caseload/outcomes")).json()
    assert outcomes["caution"][0].startswith("This is not a trial.")
    assert all(one["crises"] in (0, None) for one in outcomes["groups"])
    staggering = outcomes["staggering"]
    assert sorted(turn["team"] for turn in staggering["turns"])[0] == TEAM
    assert (staggering["difference"]["per_1000"], staggering["chance"]) == (None, None)
    page = await client.get("/caseload/outcomes", params={"area": AREA})
    assert "Weekly review, by turns" in page.text
    assert "There is too little to compare yet" in page.text
    wrong = await client.get(f"{AT}/caseload", params={"after": "1_2_3"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor")


async def test_another_teams_people_are_on_no_caseload(client: Client, filled: Settings) -> None:
    """Their risk answers as an id that never was, byte for byte; nobody answers for them; the list is refused."""
    person = await find(client)
    at = f"{AT}/persons/{person['record']}/risk"
    other = Somebody(Role.CLINICIAN, frozenset(("Another CMHT",)), purpose="mental-health-care", agency=Agency.EHR)
    async with connected(filled.redis_url) as redis, asking(filled, redis, now, other) as stranger:
        hidden, unknown = await stranger.get(at), await stranger.get(f"{AT}/persons/AAAAAAAAAAAAAAAA/risk")
        assert (hidden.status_code, hidden.content) == (404, unknown.content)
        done = {"intervention": "team-discussed"}
        assert (await stranger.post(f"{at}/intervention", json=done)).status_code == 404
        refused = await stranger.get(f"{AT}/caseload", params={"team": TEAM})
        assert (refused.status_code, refused.json()["code"]) == (403, "team-not-yours")
        listed = (await stranger.get(f"{AT}/caseload", params={"list": "all"})).json()
        assert (listed["people"], listed["teams"]) == ([], [])
