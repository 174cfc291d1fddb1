"""The relay between the real Redis and the real Kafka."""

import asyncio
from collections.abc import Iterable

import orjson
import pytest
from redis.asyncio import Redis

from consumers.pseudonyms import Pseudonyms
from consumers.relay import relay_area, run_relay
from consumers.told import Told
from scoring.state.keys import OUTBOX, RELAYED, in_area
from streams import metrics
from streams.errors import Transient
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import LINKS
from tests.gauges import read
from tests.integration.telling import read_told

pytestmark = pytest.mark.integration
AREA = "retold"


async def test_nobody_is_told_again_of_alerts_after_redis_was_lost(settings: Settings) -> None:
    """The log is played anew into an empty Redis, and its outbox holds all that was ever told: on Kafka each alert is
    there once, with the one that it did not have yet."""
    every = [(offset, 2) for offset in range(1, 700)]
    await relay(settings, every[:-1])
    async with Redis.from_url(settings.redis_url) as redis:
        await redis.delete(in_area(AREA, OUTBOX), in_area(AREA, RELAYED))
    await relay(settings, every)
    assert read_told(settings, AREA) == [write(*order) for order in every]


async def test_nobody_is_told_again_after_a_try_that_failed_in_part(settings: Settings) -> None:
    """An alert has come to Kafka, and a score of the same batch has not, for its partition has too few copies: the next
    try tells what is missing alone."""
    area, told = "half-told", Told(settings)
    alert = orjson.dumps({"id": f"{area}-3-1-1"})
    async with Redis.from_url(settings.redis_url) as redis:
        await redis.xadd(in_area(area, OUTBOX), {"alerts": alert}, "1-1")
        await redis.xadd(in_area(area, OUTBOX), {"links": orjson.dumps({"id": f"{area}-3-1-2"})}, "1-2")
        with pytest.raises(Transient):
            await relay_area(redis, Halfway(settings), area, Pseudonyms(bytes(32)), told)
        await relay_area(redis, Publisher(settings), area, Pseudonyms(bytes(32)), told)
    assert read_told(settings, area) == [alert]
    assert len(read_told(settings, area, LINKS)) == 1


class Halfway(Publisher):
    """The first message arrives, and no other."""

    async def publish(self, messages: Iterable[Outgoing]) -> None:
        await super().publish([*messages][:1])
        raise Transient("Kafka does not answer: NOT_ENOUGH_REPLICAS")


@pytest.mark.parametrize("away", [False, True])
async def test_a_relay_is_seen_to_come_to_an_area(settings: Settings, away: bool) -> None:
    """Also where there is nothing to tell; while it waits for Redis it is seen to stand."""
    moment = metrics.RELAY_LOOKED.labels(next(iter(settings.partnership.areas)))
    moment.set(0)
    async with Redis.from_url("redis://127.0.0.1:1" if away else settings.redis_url) as redis:
        relaying = asyncio.create_task(run_relay(settings, redis))
        await asyncio.sleep(3)
        assert not relaying.done()
        relaying.cancel()
    assert (read(moment) == 0) is away


async def relay(settings: Settings, orders: list[tuple[int, int]]) -> None:
    """As a process that has just been started."""
    publisher, told = Publisher(settings), Told(settings)
    async with Redis.from_url(settings.redis_url) as redis:
        for offset, number in orders:
            await redis.xadd(in_area(AREA, OUTBOX), {"alerts": write(offset, number)}, f"{offset}-{number}")
        while await relay_area(redis, publisher, AREA, Pseudonyms(bytes(32)), told):
            pass


def write(offset: int, number: int) -> bytes:
    return b'{"id": "%b-3-%d-%d"}' % (AREA.encode(), offset, number)
