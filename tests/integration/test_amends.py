"""A rebuild by another version of Linnet, over real Kafka and Valkey: what stands is told where it was not."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from consumers.backfill import backfill
from consumers.pseudonyms import Pseudonyms
from consumers.relay import relay_area
from consumers.told import Told
from scoring.state.connection import connect
from scoring.state.keys import RELAYED, in_area
from scoring.state.store import AreaStore
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.alerted import adoption, rule
from tests.events import incident, raw
from tests.household import NOW, tick
from tests.integration.telling import read_told

pytestmark = pytest.mark.integration
AREA = "amended"
PERSON = {"local_record_id": "L1", "given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"}
RULE = rule("often", "Often", "person", [{"indicator": "contacts", "days": 28, "at_least": 1}])


async def test_an_alert_that_nobody_was_told_of_is_told_after_a_rebuild(settings: Settings) -> None:
    """It comes from a place of the log that the relay has long passed, where an earlier version saw none. Another that
    was told stands no more, and is withdrawn. A second rebuild has nothing more to tell."""
    at = (NOW - timedelta(days=1)).isoformat()
    happened = incident(AREA, 1, person=PERSON, happened_at=at, recorded_at=at)
    tell(settings, OBSERVATIONS.name, adoption([RULE], area=AREA), tick(NOW - timedelta(hours=1), AREA), happened)
    tell(settings, OBSERVATIONS.name, tick(NOW, AREA))
    said = {"alert": "G" * 16, "change": "raised", "rule": "gone", "because": []}
    gone = {"id": "amended-0-0-0-1", "area": AREA, "data": said}
    tell(settings, "alerts", gone)
    redis = connect(settings.redis_url)
    await play(settings, redis)
    position = await AreaStore(redis, AREA).position()
    assert position
    await redis.set(in_area(AREA, RELAYED), f"{position.offset}-9")
    for _ in range(2):
        await play(settings, redis)
        publisher, told = Publisher(settings), Told(settings)
        while await relay_area(redis, publisher, AREA, Pseudonyms(bytes(32)), told):
            pass
        alerts = [(one["change"], one["rule"]) for one in read(settings)]
        assert alerts == [("raised", "gone"), ("raised", "often"), ("withdrawn", "gone")]
    await redis.aclose()


async def play(settings: Settings, redis: Redis) -> None:
    await backfill(settings, redis, [AREA], True, "rebuild-amended", lambda *_: None)


def read(settings: Settings) -> list[Any]:
    return [orjson.loads(event)["data"] for event in read_told(settings, AREA)]


def tell(settings: Settings, topic: str, *events: dict[str, Any]) -> None:
    Publisher(settings).publish_blocking([Outgoing(topic, AREA.encode(), raw(event)) for event in events])
