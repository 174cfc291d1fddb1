"""The household under rules that it meets: alerts about the people and the flat, for whatever is shown of them."""

import asyncio
from typing import Any

from redis.asyncio import Redis

from streams.events.decisions import REVIEW_SOURCE
from tests import household
from tests.household import AREA, DANIEL, FLAT, NOW, RITA, days_ago, event, project, tick, worker

CLERK = worker("Jocasta Bellweather", "Safeguarding officer", "Hub")
RULES_VERSION = "tested-1"


def rule(name: str, title: str, subject: str, when: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "subject": subject,
        "severity": "amber",
        "receivers": ["hub"],
        "when": when,
        "advice": "Ring the contacts below and agree who visits.",
        "source": "Made for a test",
        **more,
    }


RULES = [
    rule(
        "domestic",
        "Police called to this address",
        "address",
        [{"indicator": "contacts", "agencies": ["police"], "days": 28, "at_least": 1}],
        severity="red",
        receivers=["hub", "police-safeguarding"],
        respond_hours={"default": 4},
    ),
    rule(
        "often",
        "Many contacts",
        "person",
        [{"indicator": "contacts", "days": 91, "at_least": 2}],
        respond_hours={"default": 48},
    ),
    rule("home", "Many agencies at one household", "household", [{"indicator": "agencies-active", "at_least": 3}]),
    rule(
        "fire-visit",
        "A fire visit and a case",
        "address",
        [
            {"indicator": "contacts", "categories": ["fire/safe-and-well-visit"], "days": 91, "at_least": 1},
            {"indicator": "open-cases", "at_least": 1},
        ],
        severity="notice",
        receivers=["fire-prevention", "worker"],
    ),
]


def decided(event_type: str, event_id: str, data: dict[str, Any], area: str = AREA) -> dict[str, Any]:
    at = data["recorded_at"]
    envelope = {"specversion": "1.0", "id": event_id, "source": REVIEW_SOURCE, "type": event_type, "area": area}
    return envelope | {"time": at, "data": data}


def adoption(rules: list[dict[str, Any]] = RULES, version: str = RULES_VERSION, area: str = AREA) -> dict[str, Any]:
    said = {"recorded_at": days_ago(400).isoformat(), "adopted_by": CLERK, "version": version, "rules": rules}
    return decided("rules-adopted-1", f"RULES-{version}", said, area)


def corrected(event_type: str, number: int, target: dict[str, Any], **said: Any) -> dict[str, Any]:
    """By the source that sent it, after the latest tick."""
    data = {"recorded_at": NOW.isoformat(), "target": target["id"], **said}
    envelope = {"specversion": "1.0", "id": f"K{number}", "source": target["source"], "type": event_type}
    return envelope | {"time": NOW.isoformat(), "area": target["area"], "data": data}


def story() -> list[dict[str, Any]]:
    """The rules, the household, and a tick of six hours ago at which the alerts are raised; then it is now."""
    again = event(900, "police-incident-recorded-1", days_ago(1), "missing-person", person=RITA, address=FLAT)
    earlier = event(901, "police-incident-recorded-1", days_ago(0.3), "concern-for-safety", person=DANIEL)
    return [adoption(), *household.household(), again, earlier, tick(days_ago(0.25)), tick(NOW)]


def fill(redis_url: str, *after: dict[str, Any]) -> None:
    """An emptied server with the story in it, and what comes ``after``."""

    async def write() -> None:
        async with Redis.from_url(redis_url) as redis:
            await refill(redis, *after)

    asyncio.run(write())


async def refill(redis: Redis, *after: dict[str, Any]) -> None:
    await household.empty(redis)
    await project(redis, AREA, [*story(), *after])
    await project(redis, "eastvale", [tick(NOW, "eastvale")])
