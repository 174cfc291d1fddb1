"""One household and those who visit it, as six agencies know them: for whatever is shown on a page.

Maureen lives there with Daniel, who has many contacts. Rita is restricted, Vera very restricted.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from redis.asyncio import Redis

from scoring.batches import Step, run_batch
from scoring.linkage.models import load_models
from scoring.observed import observe
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.store import AreaStore, Position
from streams.codec import OBSERVATION

Stated = dict[str, str]

AREA = "northmoor"
NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)

MAUREEN = {"local_record_id": "P1", "given_name": "MAUREEN", "family_name": "ASHBY", "birth_date": "1961-03-14"}
MAUREEN_AT_COUNCIL = MAUREEN | {"local_record_id": "C1", "nhs_number": "9990000018", "gender": "2"}
DANIEL = {"local_record_id": "M1", "given_name": "Daniel", "family_name": "Ashby", "nhs_number": "9990000026"}
RITA = {"local_record_id": "P2", "given_name": "Rita", "family_name": "Okafor", "birth_date": "1988-07-02"}
VERA = {"local_record_id": "P3", "given_name": "Vera", "family_name": "Marsh", "birth_date": "1990-05-05"}
FLAT = {"text": "Flat 2, 14 Curlew Street", "postcode": "NM4 2QX"}
FLAT_IN_SHORT = {"text": "FLT 2 14 CURLEW ST", "postcode": "NM4 2QX"}
COTTAGE = {"text": "Rose Cottage, Mill Lane", "postcode": "NM9 1AA"}
NOWHERE = {"text": "No fixed abode", "postcode": "ZZ99 3VZ"}

DANIELS_CONTACTS = 45


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def event(number: int, event_type: str, happened: datetime, category: str, **data: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"H{number}",
        "source": f"uk.{event_type.split('-')[0]}.{AREA}",
        "type": event_type,
        "time": happened.isoformat(),
        "area": AREA,
        "data": {
            "happened_at": happened.isoformat(),
            "recorded_at": (happened + timedelta(hours=2)).isoformat(),
            "category": category,
            "contact": worker("Jo Bell", "Constable", "Northmoor neighbourhood team"),
            **data,
        },
    }


def worker(name: str, role: str, team: str) -> dict[str, str]:
    return {"name": name, "role": role, "team": team, "phone": "01632 960123", "email": "jo.bell@police.example"}


def household() -> list[dict[str, Any]]:
    sam = worker("Sam Reed", "Social worker", "Adults north")
    sent: list[tuple[str, int, str, Stated | None, Stated | None, dict[str, Any]]] = [
        ("council-case-opened-1", 200, "section-42", MAUREEN_AT_COUNCIL, FLAT, {"case_id": "A1", "contact": sam}),
        ("council-case-closed-1", 150, "section-42", MAUREEN_AT_COUNCIL, FLAT, {"case_id": "A1", "contact": sam}),
        ("council-case-opened-1", 120, "adult-service", MAUREEN_AT_COUNCIL, FLAT, {"case_id": "A2", "contact": sam}),
        ("police-incident-recorded-1", 3, "domestic-incident", MAUREEN, FLAT_IN_SHORT, {}),
        ("police-incident-recorded-1", 20, "concern-for-safety", MAUREEN, NOWHERE, {}),
        ("ambulance-callout-recorded-1", 300, "category-2", MAUREEN, FLAT, {}),
        ("fire-incident-recorded-1", 40, "safe-and-well-visit", None, FLAT, {}),
        ("mh-medication-changed-1", 5, "started", DANIEL, None, {}),
        ("police-incident-recorded-1", 2, "missing-person", RITA, FLAT, {"sensitivity": "R"}),
        ("police-incident-recorded-1", 1, "domestic-abuse-crime", VERA, FLAT, {"sensitivity": "V"}),
        ("police-incident-recorded-1", 1, "suspicious", VERA, COTTAGE, {"sensitivity": "V"}),
        ("fire-incident-recorded-1", 4, "good-intent-alarm", None, FLAT, {"sensitivity": "R"}),
    ]
    events = []
    for number, (kind, days, category, person, address, more) in enumerate(sent):
        about = {"person": person, "address": address}
        given = {name: value for name, value in about.items() if value}
        events.append(event(number, kind, days_ago(days), category, **given, **more))
    for visit in range(DANIELS_CONTACTS):
        seen = days_ago(2 + 7 * visit)
        events.append(event(100 + visit, "mh-contact-recorded-1", seen, "5", person=DANIEL, address=FLAT, team="A06"))
    return events


def tick(at: datetime, area: str = AREA) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"T{at.timestamp()}",
        "source": "uk.linnet.clock",
        "type": "tick-1",
        "time": at.isoformat(),
        "area": area,
        "data": {"at": at.isoformat()},
    }


async def project(redis: Redis, area: str, sent: list[dict[str, Any]]) -> None:
    """What the projector does with these events, put after what is there."""
    store = AreaStore(redis, area)
    before = await store.position()
    start = before.offset + 1 if before else 0
    observations = [OBSERVATION.validate_python(one) for one in sent]
    steps = [Step(prepare(observe(one)), LogPoint(area, 0, start + n, 0)) for n, one in enumerate(observations)]
    changes, _ = await run_batch(steps, store, load_models())
    await store.commit(changes, [], before, Position(0, steps[-1].point.offset))


async def empty(redis: Redis) -> None:
    """Of all that is known; whoever is signed in stays so."""
    known = [key async for key in redis.scan_iter() if not key.startswith(b"session")]
    if known:
        await redis.delete(*known)


def fill(redis_url: str) -> None:
    """An emptied server with the household in it, and a tick of just now in each area."""

    async def write() -> None:
        async with Redis.from_url(redis_url) as redis:
            await redis.flushall()
            await project(redis, AREA, [*household(), tick(NOW)])
            await project(redis, "eastvale", [tick(NOW, "eastvale")])

    asyncio.run(write())
