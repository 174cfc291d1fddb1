"""Redis and Kafka say how they stand, as they are."""

import pytest
from confluent_kafka import OFFSET_END, TopicPartition
from confluent_kafka.admin import AdminClient
from redis.asyncio import Redis

from consumers.servers import ask_intake, ask_kafka, ask_redis, count_waiting
from scoring.state.connection import connect
from streams import metrics
from streams.codes.agencies import Agency
from streams.errors import Transient
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, INTAKE_TOPICS
from tests.gauges import read

pytestmark = pytest.mark.integration


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
    assert 0 < read(metrics.REDIS_USED) < read(metrics.REDIS_LIMIT) == 1 << 40
    assert (read(metrics.REDIS_UNKEPT), read(metrics.COPIES_BEHIND)) == (0, 0)


async def test_what_intake_has_not_looked_at_is_counted(settings: Settings) -> None:
    """Whether it was given the partition or not; no process of its own is up here."""
    before, place = count_waiting(settings)["fire"], partition_of("waiting", AGENCY_TOPICS[Agency.FIRE].partitions)
    Publisher(settings).publish_blocking([Outgoing("fire", b"waiting", b"{}")] * 3)
    try:
        await ask_intake(settings)
        told = {one.labels["topic"]: one.value for one in next(iter(metrics.INTAKE_WAITING.collect())).samples}
        assert told["fire"] == count_waiting(settings)["fire"] == before + 3
        assert set(told) == {topic.name for topic in INTAKE_TOPICS}
    finally:
        # For whoever starts intake here afterwards.
        forget(settings, TopicPartition("fire", place, OFFSET_END))


def forget(settings: Settings, place: TopicPartition) -> None:
    admin = AdminClient(settings.kafka_client())  # held: what it promises ends with it
    for done in admin.delete_records([place]).values():
        done.result(30)


async def test_a_kafka_that_is_away_is_no_fault_of_ours(settings: Settings) -> None:
    """Whoever asks goes on."""
    with pytest.raises(Transient, match="Kafka does not answer"):
        await ask_kafka(settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:1"}))
