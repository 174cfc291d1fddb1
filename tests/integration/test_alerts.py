"""Alerts as the API gives them, on real Valkey: what is shown, what is withheld, and in which order."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from redis.asyncio import Redis

from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings
from tests import alerted, household
from tests.household import AREA, NOW, tick
from tests.integration.asking import asking, connected
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration
DOMESTIC, CALLOUT, VISIT = household.household()[3], household.household()[5], household.household()[6]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connected(redis_url) as connection:
        await alerted.refill(connection)
        yield connection


@pytest.fixture
async def client(redis: Redis, audited: Settings) -> AsyncIterator[AsyncClient]:
    async with asking(audited, redis, lambda: NOW) as opened:
        yield opened


async def listed(client: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/areas/{AREA}/alerts", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["alerts"]
    return found


def path_of(alert: dict[str, Any]) -> str:
    subject = "person" if alert["subject"] == "person" else "address"
    return f"/v1/areas/{AREA}/alerts/{subject}/{alert['about']['record']}/{alert['id']}"


async def read(client: AsyncClient, rule: str, **query: Any) -> dict[str, Any]:
    """The one alert of this rule."""
    [alert] = await listed(client, rule=rule, **query)
    answer = await client.get(path_of(alert))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def name_of(alert: dict[str, Any]) -> str:
    about = alert["about"]
    name: str = about["person"]["name"] if about["person"] else about["address"]["text"]
    return name


async def test_what_is_overdue_comes_first_then_the_more_severe(client: AsyncClient) -> None:
    """Each with whom it is about, why, and for whom; nothing about anybody very restricted."""
    found = await listed(client)
    assert [(one["rule"], one["severity"], one["overdue"]) for one in found] == [
        ("domestic", "red", True),
        *[("often", "amber", False)] * 3,
        ("home", "amber", False),
        ("fire-visit", "notice", False),
    ]
    assert {name_of(one) for one in found[1:4]} == {"Maureen Ashby", "Daniel Ashby", "Rita Okafor"}
    assert found[0]["because"] == ["1 contact (Police) in the last 28 days"]
    assert found[0]["receivers"] == ["hub", "police-safeguarding"]
    assert found[0]["teams"] == ["Adults north"]


async def test_an_alert_names_its_evidence_and_whom_to_ring(client: AsyncClient) -> None:
    """Contacts as the timeline shows them, the latest contact person of each agency, what ends it, how fresh it is."""
    found = await read(client, "domestic")
    [finding] = found["because"]
    [entry] = finding["entries"]
    assert (entry["label"], entry["other"]["words"]) == ("Domestic incident", "Maureen Ashby")
    assert [(one["agency"], one["contact_person"]["name"]) for one in found["whom_to_ring"]] == [("police", "Jo Bell")]
    assert found["ends_without"] == ["at least 1 contact (Police) in the last 28 days"]
    assert found["as_raised"]
    assert {one["agency"]: one["data_to"] for one in found["freshness"]["agencies"]}["police"].startswith("2026-11-22")


async def test_no_place_is_told_of_somebody_restricted(client: AsyncClient) -> None:
    """Rita's alert names her contacts and nowhere that she was met; Daniel's names where he was."""
    alerts = {name_of(one): one for one in await listed(client, rule="often")}
    rita, daniel = [(await client.get(path_of(alerts[name]))).json() for name in ("Rita Okafor", "Daniel Ashby")]
    assert [entry["other"] for entry in rita["because"][0]["entries"]] == [None, None]
    assert "Curlew" not in str(rita)
    assert "Curlew" in str(daniel)


async def test_an_alert_that_rests_on_somebody_restricted_since_is_not_told(client: AsyncClient, redis: Redis) -> None:
    """Neither open nor ended, neither in a list nor under its id; and what still holds without them is told anew."""
    before = {one["rule"]: one for one in await listed(client)}
    await alerted.refill(redis, alerted.corrected("record-restricted-1", 1, DOMESTIC, sensitivity="R"), tick(NOW))
    rules = {one["rule"] for state in ("open", "ended") for one in await listed(client, state=state)}
    assert "domestic" not in rules
    answer = await client.get(path_of(before["domestic"]))
    assert (answer.status_code, answer.json()["code"]) == (404, "id-unknown")
    home = (await client.get(path_of(before["home"]))).json()
    assert not home["as_raised"]
    assert "Maureen" not in str(home["because"])
    assert home["alert"]["because"] != before["home"]["because"]


async def test_a_correction_withdraws_and_says_whose_it_was(client: AsyncClient, redis: Redis) -> None:
    """The fire service erases its visit: what rested on it has ended, and is told with what was corrected left out."""
    await alerted.refill(redis, alerted.corrected("record-erased-1", 1, VISIT))
    assert await listed(client, rule="fire-visit") == []
    found = await read(client, "fire-visit", state="ended")
    assert (found["alert"]["state"], found["gone"], found["corrected_by"]) == ("withdrawn", 1, ["fire"])
    assert [len(finding["entries"]) for finding in found["because"]] == [0, 1]


@pytest.mark.parametrize("passed", [[], [tick(NOW + timedelta(minutes=1))]])
async def test_it_is_found_under_the_name_it_was_told_with(
    client: AsyncClient, redis: Redis, passed: list[dict[str, Any]]
) -> None:
    """The ambulance service erases what Maureen was named after, and her alert goes on: whoever kept its address finds
    it, and not as another's, nor as an address'. Where she is withheld since, they do not."""
    [path] = [path_of(one) for one in await listed(client, rule="often") if name_of(one) == "Maureen Ashby"]
    gone = [alerted.corrected("record-erased-1", 1, CALLOUT), *passed]
    await alerted.refill(redis, *gone)
    answer = await client.get(path)
    assert (answer.status_code, path_of(answer.json()["alert"]) != path) == (200, True)
    record = path.split("/")[-2]
    for other in ("/address/", "/eastvale/"):
        elsewhere = path.replace("/person/" if other == "/address/" else f"/{AREA}/", other)
        assert (await client.get(elsewhere)).status_code == 404
    daniel = next(one for one in await listed(client, rule="often") if name_of(one) == "Daniel Ashby")
    assert (await client.get(path.replace(record, daniel["about"]["record"]))).status_code == 404
    await alerted.refill(redis, *gone, alerted.corrected("record-restricted-1", 2, DOMESTIC, sensitivity="V"))
    assert (await client.get(path)).status_code == 404


async def test_time_clears(client: AsyncClient, redis: Redis) -> None:
    """When the window has moved on, it has ended, and nobody corrected anything."""
    await alerted.refill(redis, tick(NOW + timedelta(days=29)))
    found = await read(client, "domestic", state="ended")
    assert (found["alert"]["state"], found["gone"], found["corrected_by"]) == ("cleared", 0, [])


@pytest.mark.parametrize(
    ("query", "rules"),
    [
        ({"severity": "notice"}, ["fire-visit"]),
        ({"receiver": "police-safeguarding"}, ["domestic"]),
        ({"team": "Adults north", "severity": "amber"}, ["often", "home"]),
        ({"rule": "home"}, ["home"]),
        ({"team": "Nobody's"}, []),
    ],
)
async def test_the_list_is_narrowed(client: AsyncClient, query: dict[str, str], rules: list[str]) -> None:
    """By severity, by for whom it is, by a team with an open case, by rule; all that are asked for together."""
    assert [one["rule"] for one in await listed(client, **query)] == rules


async def test_the_list_goes_on_where_it_ended(client: AsyncClient) -> None:
    """One at a time, the same alerts in the same order."""
    found, after = list[str](), ""
    while True:
        page = (await client.get(f"/v1/areas/{AREA}/alerts", params={"limit": 1, "after": after})).json()
        found += [one["id"] for one in page["alerts"]]
        after = page["next"]
        if after is None:
            break
    assert found == [one["id"] for one in await listed(client)]


async def test_figures_say_how_many_for_each_worker(client: AsyncClient) -> None:
    """Where it is told how many workers there are; nobody has answered yet."""
    answer = await client.get(f"/v1/areas/{AREA}/alerts/figures", params={"workers": ["hub:2"]})
    found = answer.json()
    hub = next(one for one in found["receivers"] if one["receiver"] == "hub")
    assert (hub["workers"], hub["per_worker_per_week"]) == (2, hub["raised"] / 8)
    assert (found["answered"], found["median_seconds"], found["nine_in_ten_seconds"]) == (0, None, None)
    assert {one["rule"] for one in found["rules"]} == {"domestic", "often", "home", "fire-visit"}


async def test_the_running_rules_are_told_in_words(client: AsyncClient) -> None:
    """With the response clock of this area; an area without rules says so."""
    found = (await client.get(f"/v1/areas/{AREA}/rules")).json()
    assert found["version"] == alerted.RULES_VERSION
    assert found["rules"][0]["when"] == ["at least 1 contact (Police) in the last 28 days"]
    assert found["rules"][0]["respond_hours"] == 4
    none = (await client.get("/v1/areas/eastvale/rules")).json()
    assert (none["version"], none["rules"]) == (None, [])


async def test_each_sees_the_alerts_that_are_theirs(client: AsyncClient, redis: Redis, audited: Settings) -> None:
    """Police those about addresses, care those of its teams' cases; another's answers like one that never was, and is
    on no page."""
    everything = await listed(client)
    about_people = [one for one in everything if one["subject"] == "person"]
    assert about_people
    assert len(about_people) < len(everything)
    unknown = (await client.get(path_of(about_people[0])[:-16] + "A" * 16)).content
    care = Somebody(Role.CLINICIAN, frozenset(("Nobody's team",)), purpose="mental-health-care")
    for who, seen in ((Somebody(Role.POLICE_PREVISIT), len(everything) - len(about_people)), (care, 0)):
        async with asking(audited, redis, lambda: NOW, who) as other:
            assert len(await listed(other)) == seen
            answer = await other.get(f"/alerts/{AREA}.{about_people[0]['id']}")
            assert (answer.status_code, about_people[0]["title"] in answer.text) == (404, False)
            if who is care:
                hidden = await other.get(path_of(about_people[0]))
                assert (hidden.status_code, hidden.content) == (404, unknown)
                page = await other.get(f"/persons/{about_people[0]['about']['id']}")
                assert (page.status_code, about_people[0]["title"] in page.text) == (200, False)


async def test_care_is_told_of_other_agencies_only_that_they_were_in_contact(
    client: AsyncClient, redis: Redis, audited: Settings
) -> None:
    """Of alerts of their own team's cases too, in the list, open, and on their pages: neither kind, nor count, nor the
    conditions that name them; those of the agency itself are told in full."""
    everything = {one["rule"]: one for one in await listed(client)}
    details = ("Domestic incident", "1 contact (Police)", "at least 1 contact")
    for agency in (Agency.EHR, Agency.POLICE):
        who = Somebody(Role.CLINICIAN, frozenset(("Adults north",)), purpose="mental-health-care", agency=agency)
        async with asking(audited, redis, lambda: NOW, who) as other:
            theirs = {one["rule"]: one for one in await listed(other)}
            one, home = theirs["domestic"], theirs["home"]
            opened = await other.get(path_of(everything["domestic"]))
            page = await other.get(f"/alerts/{AREA}.{one['id']}")
            assert (opened.status_code, page.status_code) == (200, 200)
        told = [text.count(detail) > 0 for text in (str(one), opened.text, page.text) for detail in details]
        if agency is Agency.EHR:
            assert one["because"] == ["contact with Police"]
            assert not any(told)
            assert [entry["agency"] for entry in opened.json()["because"][0]["entries"]] == ["police"]
            assert one["about"]["address"] is opened.json()["alert"]["about"]["address"] is None
            assert "An address that only other agencies know" in page.text
            assert "Curlew" not in page.text
            assert "Curlew" in home["about"]["address"]["text"]
        else:
            assert one["because"] == everything["domestic"]["because"]
            assert all(detail in opened.text for detail in details)


async def test_what_cannot_be_asked_is_refused(client: AsyncClient) -> None:
    """Areas and cursors that are none, states and sizes that are none, answers without a reason of the list."""
    alert = path_of((await listed(client))[0])
    refused: list[Response] = [
        await client.get("/v1/areas/nowhere/alerts"),
        await client.get(f"/v1/areas/{AREA}/alerts", params={"after": "x"}),
        await client.get(f"/v1/areas/{AREA}/alerts", params={"state": "closed"}),
        await client.get(f"/v1/areas/{AREA}/alerts/figures", params={"workers": "hub:none"}),
        await client.post(f"{alert}/dismissal", json={}),
        await client.post(f"{alert}/dismissal", json={"reason": "calls-too-often"}),
        await client.post(f"{alert}/acknowledgement", json={"answered_by": "Somebody else"}),
    ]
    assert [answer.status_code for answer in refused] == [422] * len(refused)
    unknown = [
        await client.get(alert.replace(AREA, "eastvale")),
        await client.get(alert[:-16] + "A" * 16),
        await client.post(f"{alert[:-16]}{'A' * 16}/acknowledgement", json={}),
        await client.get(f"/alerts/{AREA}.{'A' * 16}"),
        await client.post(f"/v1/areas/{AREA}/addresses/{'A' * 16}/watch/end", json={}),
    ]
    assert [answer.status_code for answer in unknown] == [404] * len(unknown)


async def test_nobody_is_told_that_an_answer_was_taken_when_it_was_not(
    client: AsyncClient, redis: Redis, audited: Settings
) -> None:
    """Without Kafka the answer to an answer is 503."""
    alert = path_of((await listed(client))[0])
    async with asking(audited.model_copy(update={"kafka_bootstrap": ""}), redis, lambda: NOW) as away:
        answer = await away.post(f"{alert}/acknowledgement", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "not-now")
