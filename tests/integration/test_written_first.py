"""Whatever people answer for is on the audit, with their name, before it is on its way."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response
from pydantic import BaseModel
from redis.asyncio import Redis

from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings
from tests import alerted
from tests.caseload import CMHT
from tests.household import AREA, NOW, tick
from tests.integration.asking import FORM, Client, asking, connected
from tests.integration.test_looks import read_looks, shown
from tests.integration.test_own_records import tell_caseload
from tests.integration.test_review import DANIEL, FLAT, MAUREEN, decision
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration
AT = f"/v1/areas/{AREA}"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """The household with its alerts, a decision, and a caseload."""
    async with connected(redis_url) as connection:
        await alerted.refill(connection, decision(1, MAUREEN, DANIEL), *tell_caseload(), tick(NOW))
        yield connection


def make_hub() -> Somebody:
    return Somebody(subject=uuid4().hex)


def make_clinician() -> Somebody:
    return Somebody(Role.CLINICIAN, frozenset((CMHT,)), agency=Agency.EHR, subject=uuid4().hex)


def without_audit(settings: Settings) -> Settings:
    return settings.model_copy(update={"kafka_bootstrap": ""})


async def list_hubs(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    """Action, path and body of all that a hub officer answers for."""
    alert = next(one for one in (await client.get(f"{AT}/alerts", params={"rule": "domestic"})).json()["alerts"])
    path, watch = f"{AT}/alerts/address/{alert['about']['record']}/{alert['id']}", f"{AT}/addresses/{FLAT}/watch"
    pair = {"subject": "person", "one": MAUREEN, "other": DANIEL, "same": True, "reason": "person-asked"}
    return [
        ("answer-alert", f"{path}/acknowledgement", {}),
        ("answer-alert", f"{path}/action", {"action": "visited"}),
        ("answer-alert", f"{path}/dismissal", {"reason": "no-concern"}),
        ("decide-link", f"{AT}/decisions", pair),
        ("decide-link", f"{AT}/decisions/D1/withdrawal", {}),
        ("watch-address", watch, {"until": (NOW + timedelta(days=7)).isoformat()}),
        ("watch-address", f"{watch}/end", {}),
    ]


async def list_clinicians(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    people = (await client.get(f"{AT}/caseload", params={"list": "all"})).json()["people"]
    at = f"{AT}/persons/{people[0]['record']}/risk"
    seen = {"made_at": NOW.isoformat(), "probability": 0.1}
    return [
        ("answer-score", f"{at}/opinion", seen | {"opinion": "lower", "reason": "other"}),
        ("answer-score", f"{at}/intervention", {"intervention": "team-discussed"}),
    ]


@pytest.mark.parametrize(("make", "list_answers"), [(make_hub, list_hubs), (make_clinician, list_clinicians)])
async def test_nothing_is_answered_for_before_it_is_written_down(
    redis: Redis, audited: Settings, sent: list[BaseModel], make: Any, list_answers: Any
) -> None:
    """Without the audit it is refused and not done; with it, it is done and is there once, with whom it was about."""
    who: Somebody = make()
    async with (
        asking(audited, redis, lambda: NOW, who) as client,
        asking(without_audit(audited), redis, lambda: NOW, who) as away,
    ):
        asked = await list_answers(client)
        for _, path, body in asked:
            refused: Response = await away.post(path, json=body)
            assert (refused.status_code, "must be written down first" in refused.text) == (503, True), path
            assert sent == [], path
        for n, (_, path, body) in enumerate(asked, 1):
            assert (await client.post(path, json=body)).status_code == 202, path
            assert len(sent) >= n
    looks = [one for one in await read_looks(audited, who.subject) if not one["action"].startswith("list-")]
    assert [one["action"] for one in looks] == [action for action, *_ in asked]
    assert all(one["ruled"]["allowed"] and one["outcome"] == "answered" and one["asked"] for one in looks)
    pairs = [shown(one) for one in looks if one["action"] == "decide-link"]
    assert all({("person", f"{AREA}.{DANIEL}", "listed")} <= pair for pair in pairs)


async def test_a_form_is_not_sent_before_it_is_written_down(
    redis: Redis, audited: Settings, sent: list[BaseModel]
) -> None:
    """As by the API."""
    dismissal = {"id": "0" * 32, "verdict": "dismiss", "reason": "no-concern"}
    async with (
        asking(audited, redis, lambda: NOW) as client,
        asking(without_audit(audited), redis, lambda: NOW) as away,
    ):
        alert = (await client.get(f"{AT}/alerts")).json()["alerts"][0]
        page = f"/alerts/{AREA}.{alert['id']}"
        answer = await away.post(page, data={**dismissal, **away.signed}, headers=FORM)
        assert (answer.status_code, sent) == (503, [])
        answer = await client.post(page, data={**dismissal, **client.signed}, headers=FORM)
        assert (answer.status_code, len(sent)) == (303, 1)
