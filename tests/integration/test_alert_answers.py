"""Answers to alerts and the watch list, from the API through real Kafka and back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import DECISIONS
from tests.alerted import adoption, rule
from tests.events import erasure, incident, raw
from tests.integration.asking import asking, connected
from tests.integration.roles import await_quiet, running
from tests.signed_in import NAME

pytestmark = pytest.mark.integration

AREA = "answered"
AT = f"/v1/areas/{AREA}"


def rules() -> list[dict[str, Any]]:
    police = {"indicator": "contacts", "agencies": ["police"], "days": 28, "at_least": 1}
    return [
        rule("police", "Police called to this address", "address", [police], severity="red"),
        rule("watched", "Something at a watched address", "address", [police, {"indicator": "watched", "at_least": 1}]),
    ]


@pytest.fixture(scope="module")
def filled(settings: Settings) -> Iterator[Settings]:
    """One address with a red alert, and the processes at work."""
    with running(settings, "clock", "intake", "projector"):
        just_now = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
        events = [
            Outgoing(DECISIONS.name, AREA.encode(), raw(adoption(rules(), area=AREA))),
            Outgoing("police", AREA.encode(), raw(incident(AREA, 1, happened_at=just_now, recorded_at=just_now))),
        ]
        Publisher(settings).publish_blocking(events)
        await_quiet(settings, 60)
        yield settings


@pytest.fixture
async def client(filled: Settings) -> AsyncIterator[AsyncClient]:
    async with connected(filled.redis_url) as redis, asking(filled, redis, lambda: datetime.now(UTC)) as opened:
        yield opened


async def find(client: AsyncClient, rule: str, state: str = "open") -> dict[str, Any] | None:
    answer = await client.get(f"{AT}/alerts", params={"rule": rule, "state": state})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["alerts"]
    return found[0] if found else None


async def wait_for(client: AsyncClient, rule: str, state: str = "open") -> dict[str, Any]:
    for _ in range(300):
        if found := await find(client, rule, state):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"no {state} alert of {rule} within 30 s")


def path_of(alert: dict[str, Any]) -> str:
    return f"{AT}/alerts/address/{alert['about']['record']}/{alert['id']}"


async def test_an_answer_stands_with_whoever_gave_it(client: AsyncClient, filled: Settings) -> None:
    """Acknowledged, acted on, dismissed: each with name, team and time; the same answer sent twice is one."""
    alert = path_of(await wait_for(client, "police"))
    answers: list[tuple[str, dict[str, str]]] = [
        ("acknowledgement", {}),
        ("action", {"action": "visited"}),
        ("dismissal", {"reason": "no-concern"}),
    ]
    for n, (kind, said) in enumerate([*answers, answers[-1]]):
        asked = {"id": f"{min(n, 2):032x}", **said}
        answer = await client.post(f"{alert}/{kind}", json=asked)
        assert (answer.status_code, answer.json()) == (202, {"id": f"{min(n, 2):032x}"})
    await asyncio.to_thread(await_quiet, filled, 60)
    found = (await client.get(alert)).json()
    assert [one["change"] for one in found["answers"]] == ["dismissed", "actioned", "acknowledged"]
    assert [one["detail"] for one in found["answers"]] == ["Looked into: no concern", "A visit was made", None]
    assert found["answers"][0]["by"] == NAME
    assert found["alert"]["state"] == "dismissed"
    figures = (await client.get(f"{AT}/alerts/figures")).json()
    assert figures["answered"] == 1
    assert 0 < figures["median_seconds"] == figures["nine_in_ten_seconds"] < 120


async def test_a_watched_address_is_on_the_list_until_somebody_ends_it(client: AsyncClient, filled: Settings) -> None:
    """A rule that asks for it holds there from then on; when it is taken off, the alert ends."""
    record = (await wait_for(client, "police"))["about"]["record"]
    until = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    answer = await client.post(f"{AT}/addresses/{record}/watch", json={"until": until})
    assert answer.status_code == 202, answer.text
    await wait_for(client, "watched")
    listed = (await client.get(f"{AT}/watched")).json()["addresses"]
    assert [(one["address"]["text"], one["by"]) for one in listed] == [("Flat 2, 14 Curlew Street", NAME)]
    assert datetime.fromisoformat(listed[0]["until"]) == datetime.fromisoformat(until)

    # What begins and ends between two ticks leaves nothing behind.
    await asyncio.sleep(3 * filled.tick_seconds)
    answer = await client.post(f"{AT}/addresses/{record}/watch/end", json={})
    assert answer.status_code == 202
    await asyncio.to_thread(await_quiet, filled, 60)
    assert (await client.get(f"{AT}/watched")).json()["addresses"] == []
    await wait_for(client, "watched", "ended")
    too_long = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    answer = await client.post(f"{AT}/addresses/{record}/watch", json={"until": too_long})
    assert (answer.status_code, answer.json()["code"]) == (422, "until")


async def test_what_was_erased_is_told_of_no_more(client: AsyncClient, filled: Settings) -> None:
    """The address was known by that contact alone: nothing may be told of it, nor of its alert."""
    alert = path_of(await wait_for(client, "police"))
    Publisher(filled).publish_blocking([Outgoing("police", AREA.encode(), raw(erasure(AREA, 1, "E1")))])
    await asyncio.to_thread(await_quiet, filled, 60)
    for _ in range(300):
        if (await client.get(alert)).status_code == 404:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it is still told of")
