"""Asking again with ``If-None-Match``, on real Kafka and Valkey."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from streams.settings import Settings
from tests.household import AREA, MAUREEN, NOW, days_ago, event, project
from tests.integration.asking import Client, asking
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration


class Clock:
    """A second later each time that it is looked at."""

    def __init__(self) -> None:
        self._now = NOW

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@pytest.fixture
async def client(redis: Redis, audited: Settings) -> AsyncIterator[Client]:
    async with asking(audited, redis, Clock(), Somebody(subject="asks-again")) as opened:
        yield opened


async def open_maureen(client: Client) -> tuple[str, str]:
    """The path of her page, and the tag of the answer."""
    found = (await client.post("/v1/persons/search", json={"q": "Maureen Ashby"})).json()["results"]
    path = f"/v1/persons/{found[0]['id']}"
    return path, (await client.get(path)).headers["etag"]


async def test_nothing_new_is_said_in_few_words(client: Client) -> None:
    """A moment later the tag is the same, and the answer to it 304 without a body; it is kept by no cache."""
    path, tag = await open_maureen(client)
    again = await client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "no-store"


async def test_what_is_new_is_told(client: Client, redis: Redis) -> None:
    """One more contact, and the old tag is answered with the whole."""
    path, tag = await open_maureen(client)
    more = event(990, "police-incident-recorded-1", days_ago(0.1), "concern-for-safety", person=MAUREEN)
    await project(redis, AREA, [more])
    again = await client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["etag"] != tag


async def test_nobody_learns_from_the_tag_of_another(client: Client, redis: Redis, audited: Settings) -> None:
    """The same answer has another tag in another session, so that tags tell nothing to whoever reads them in a log."""
    path, tag = await open_maureen(client)
    async with asking(audited, redis, lambda: NOW, Somebody(subject="somebody-else")) as other:
        answer = await other.get(path, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.headers["etag"] == tag) == (200, False)


async def test_that_nothing_is_new_is_a_look(
    client: Client, redis: Redis, audited: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on the audit as the answer was, with everybody in it; and where the audit cannot be written there is no
    304 either."""
    path, tag = await open_maureen(client)
    kept: list[object] = []
    auditor = client._transport.app.state.context.auditor  # type: ignore[attr-defined]
    keep = type(auditor).keep

    async def keep_and_tell(self: object, *looks: object) -> None:
        kept.extend(looks)
        await keep(self, *looks)

    monkeypatch.setattr(type(auditor), "keep", keep_and_tell)
    assert (await client.get(path)).status_code == 200
    assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 304
    whole, unchanged = kept
    assert whole.shown == unchanged.shown  # type: ignore[attr-defined]
    assert len(whole.shown) > 1  # type: ignore[attr-defined]
    nowhere = audited.model_copy(update={"kafka_bootstrap": "127.0.0.1:1"})
    async with asking(nowhere, redis, lambda: NOW, Somebody(subject="asks-again")) as unaudited:
        answer = await asyncio.wait_for(unaudited.get(path, headers={"If-None-Match": "*"}), 20)
        assert answer.status_code == 503


async def test_a_purpose_that_has_run_out_is_not_answered(redis: Redis, audited: Settings) -> None:
    """Also where nothing would be new."""
    settings = audited.model_copy(update={"purpose_minutes": 1})
    async with asking(settings, redis, lambda: NOW, Somebody(subject="asks-late")) as client:
        path, tag = await open_maureen(client)
        app = client._transport.app  # type: ignore[attr-defined]
        app.state.context = replace(app.state.context, now=lambda: NOW + timedelta(minutes=2))
        answer = await client.get(path, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.json()["code"]) == (403, "purpose-expired")
