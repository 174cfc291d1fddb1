"""Years of history at full speed, over real Kafka and Valkey, and what a kill in the middle of it leaves."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from infra.commands import replay
from infra.processes import list_environment
from scoring.state.holding import hold, release
from scoring.state.keys import cell, in_area
from streams.contract import event_key
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.events import incident, raw
from tests.integration.knowledge import read_knowledge, read_position
from tests.integration.roles import await_quiet, await_true, running
from tests.partnerships import SOURCE

pytestmark = pytest.mark.integration
# Of one partition.
AREA, BESIDE = "backfilled", "followedon"
BATCH = 20
T = TypeVar("T")


def test_a_backfill_that_was_killed_goes_on_where_it_was(settings: Settings) -> None:
    """The second run reads on behind what the first had committed, tells how far it is from its first batch on, and
    ends in the state that a rebuild from nothing makes."""
    history = [Outgoing(OBSERVATIONS.name, AREA.encode(), raw(incident(AREA, number))) for number in range(400)]
    Publisher(settings).publish_blocking(history)
    small = settings.model_copy(update={"batch_limit": BATCH})
    command = [sys.executable, "-m", "tests.integration.killed_backfill", AREA, "8"]
    killed = subprocess.run(command, env={**os.environ, **list_environment(small)}, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    reached = read_position(settings, AREA)
    assert reached.holder.startswith("backfill-")
    told: list[tuple[int, int]] = []
    count = asyncio.run(replay(small, [AREA], empty=False, move=lambda done, total: told.append((done, total))))
    assert count == read_position(settings, AREA).offset - reached.offset
    assert told[-1] == (count, count)
    assert told[0][1] == count
    known = read_knowledge(settings, AREA)
    assert asyncio.run(replay(settings, [AREA], empty=True, move=lambda *_: None)) > count
    assert read_knowledge(settings, AREA) == known


def test_while_one_area_is_replayed_the_others_are_followed(settings: Settings) -> None:
    """What comes for another area of the same worker, of the same partition too, is known meanwhile; and what came for
    the area that was away is known soon after it is given back."""
    publisher, partition = Publisher(settings), partition_of(AREA, OBSERVATIONS.partitions)
    assert partition_of(BESIDE, OBSERVATIONS.partitions) == partition
    with Redis.from_url(settings.redis_url) as redis, running(settings, "intake", "projector"):
        await_quiet(settings, 60)
        asyncio.run(change(settings, lambda found: hold(found, AREA, partition, "rebuild-9", empty=False)))
        for area in (AREA, BESIDE):
            told = [raw(incident(area, number)) for number in range(9_000, 9_010)]
            publisher.publish_blocking([Outgoing("police", area.encode(), one) for one in told])
        await_true(lambda: is_known(redis, BESIDE), 60)
        assert not is_known(redis, AREA)
        assert asyncio.run(change(settings, lambda found: release(found, AREA, "rebuild-9")))
        await_true(lambda: is_known(redis, AREA), 60)
        await_quiet(settings, 60)


def is_known(redis: Redis, area: str) -> bool:
    return bool(redis.exists(in_area(area, cell(event_key(SOURCE, "E9009")))))


async def change(settings: Settings, ask: Callable[[AsyncRedis], Awaitable[T]]) -> T:
    async with AsyncRedis.from_url(settings.redis_url) as redis:
        return await ask(redis)
