"""What the requests find: alerts in one area, a caseload in the other, and the ids of both."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import typer
from redis.asyncio import Redis

from infra.stack.embedded import EmbeddedStack
from scoring.state.opening import hold_keys
from streams.broker import create_topics
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings
from tests import alerted, caseload
from tests.e2e.visiting import serving
from tests.household import AREA, NOW, days_ago, project, tick
from tests.signed_in import COOKIE, Somebody, sign_in_at

CARED = "eastvale"
_AT_ONCE = 200
_CARES = (Role.CLINICIAN, Role.TEAM_MANAGER)
Known = dict[str, list[str]]


def fill(redis_url: str) -> None:
    """An emptied server with both in it, as of just now."""

    async def write() -> None:
        async with Redis.from_url(redis_url) as redis:
            await alerted.refill(redis)
            told = [*_tell_caseload(), tick(NOW, CARED)]
            for start in range(0, len(told), _AT_ONCE):
                await project(redis, CARED, told[start : start + _AT_ONCE])

    asyncio.run(write())


@contextmanager
def serving_alone() -> Iterator[tuple[str, Settings]]:
    """The API with both areas filled, on a stack of its own, for commands: its address, and the settings."""
    with TemporaryDirectory() as home, EmbeddedStack(Path(home), say=typer.echo) as stack:
        settings = Settings(
            kafka_bootstrap=stack.endpoints.kafka_bootstrap,
            redis_url=stack.endpoints.redis_url,
            data_dir=Path(home),
            dev_signin=True,
            looks_per_minute=0,
            api_port=0,
        )
        create_topics(settings)
        hold_keys(settings)
        fill(settings.redis_url)
        with serving(settings) as address:
            yield address, settings


def _tell_caseload() -> list[dict[str, Any]]:
    """Of the people who have names, with two ticks in the last week: the week's scores are made at one."""
    sent = sorted((each for record in caseload.named() for each in record.events), key=lambda each: each[0])
    events: list[dict[str, Any]] = json.loads(json.dumps([one for _, one in sent]).replace(AREA, CARED))
    return [*events, *(tick(days_ago(days), CARED) for days in (8, 7, 1))]


def sign_in(settings: Settings, role: Role) -> str:
    """The cookie's value; a purpose is declared, as for every look."""
    agency = Agency.EHR if role in _CARES else Agency.COUNCIL
    who = Somebody(role, frozenset((caseload.CMHT,)), agency=agency, subject=f"fuzzing-{role}")
    return sign_in_at(settings.redis_url, settings, lambda: NOW, who)


def find_known(address: str, settings: Settings) -> Known:
    """Values of path parameters behind which there is something, by name."""
    hub = _ask_as(address, sign_in(settings, Role.HUB_OFFICER))
    cares = _ask_as(address, sign_in(settings, Role.TEAM_MANAGER))
    with hub, cares:
        persons = [one["id"] for one in _take(hub.post("/v1/persons/search", json={"q": "Ashby"}), "results")]
        addresses = [one["id"] for one in _take(hub.post("/v1/addresses/search", json={"q": "Curlew"}), "results")]
        alerts = _take(hub.get(f"/v1/areas/{AREA}/alerts"), "alerts")
        people = _take(cares.get(f"/v1/areas/{CARED}/caseload", params={"list": "all"}), "people")
    return {
        "persons": persons,
        "addresses": addresses,
        "alerts": [f"{one['subject']}/{one['about']['record']}/{one['id']}" for one in alerts],
        "cared": [one["id"].partition(".")[2] for one in people],
    }


def _ask_as(address: str, cookie: str) -> httpx.Client:
    return httpx.Client(base_url=address, cookies={COOKIE: cookie}, timeout=20)


def _take(answer: httpx.Response, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.raise_for_status().json()[part]
    assert found
    return found
