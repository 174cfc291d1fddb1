"""Redis and Kafka say how they stand, as they are."""

import pytest
from redis.asyncio import Redis

from consumers.servers import ask_kafka, ask_redis
from scoring.state.connection import connect
from streams import metrics
from streams.errors import Transient
from streams.settings import Settings

pytestmark = pytest.mark.integration


def read(gauge: str) -> float:
    ((found,),) = (metric.samples for metric in getattr(metrics, gauge).collect())
    return float(found.value)


async def test_servers_that_are_well_say_so(settings: Settings) -> None:
    """Memory is told with its limit, the file is kept, and no copy is behind."""
    redis: Redis = connect(settings.redis_url)
    await redis.config_set("maxmemory", 1 << 40)
    try:
        await ask_redis(redis)
        await ask_kafka(settings)
    finally:
        await redis.config_set("maxmemory", 0)
        await redis.aclose()
    assert 0 < read("REDIS_USED") < read("REDIS_LIMIT") == 1 << 40
    assert (read("REDIS_UNKEPT"), read("COPIES_BEHIND")) == (0, 0)


async def test_a_kafka_that_is_away_is_no_fault_of_ours(settings: Settings) -> None:
    """Whoever asks goes on."""
    with pytest.raises(Transient, match="Kafka does not answer"):
        await ask_kafka(settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:1"}))
