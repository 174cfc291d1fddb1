"""Years of history at full speed, over real Kafka and Valkey, and what a kill in the middle of it leaves."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest
from redis import Redis

from infra.commands import replay
from infra.processes import list_environment
from scoring.state.keys import POSITION, in_area
from scoring.state.store import Position
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.events import incident, raw
from tests.integration.knowledge import read_knowledge

pytestmark = pytest.mark.integration
AREA = "backfilled"
BATCH = 20


def test_a_backfill_that_was_killed_goes_on_where_it_was(settings: Settings) -> None:
    """The second run reads on behind what the first had committed, tells how far it is from its first batch on, and
    ends in the state that a rebuild from nothing makes."""
    history = [Outgoing(OBSERVATIONS.name, AREA.encode(), raw(incident(AREA, number))) for number in range(400)]
    Publisher(settings).publish_blocking(history)
    small = settings.model_copy(update={"batch_limit": BATCH})
    command = [sys.executable, "-m", "tests.integration.killed_backfill", AREA, "8"]
    killed = subprocess.run(command, env={**os.environ, **list_environment(small)}, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    reached = read_position(settings)
    assert reached.holder.startswith("backfill-")
    told: list[tuple[int, int]] = []
    count = asyncio.run(replay(small, [AREA], empty=False, move=lambda done, total: told.append((done, total))))
    assert count == read_position(settings).offset - reached.offset
    assert told[-1] == (count, count)
    assert told[0][1] == count
    known = read_knowledge(settings, AREA)
    assert asyncio.run(replay(settings, [AREA], empty=True, move=lambda *_: None)) > count
    assert read_knowledge(settings, AREA) == known


def read_position(settings: Settings) -> Position:
    with Redis.from_url(settings.redis_url) as redis:
        raw_position = redis.get(in_area(AREA, POSITION))
    assert isinstance(raw_position, bytes)
    return Position.read(raw_position)
