"""A worker that has stopped moving is ended, so that whoever watches over it can start it again."""

import os
import subprocess
import sys

import pytest
from confluent_kafka.admin import AdminClient, NewTopic

from streams.broker import Watermarks
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.watchdog import EXIT_STUCK

pytestmark = pytest.mark.integration

TOPIC = "watched"
# A worker of this topic's one partition that says it stands at an offset, and blocks its loop or not.
WORKER = """
import asyncio, sys, time
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.watchdog import Watchdog

async def work(reached, how):
    settings, publisher = Settings(), Publisher(Settings())
    watchdog = Watchdog(settings, lambda: {("watched", 0): reached})
    watchdog.start()
    beat = asyncio.create_task(watchdog.beat())
    await asyncio.sleep(0.1)
    if how == "blocked":
        time.sleep(20)
    for _ in range(3 if how == "seldom" else 0):
        await asyncio.sleep(settings.stuck_seconds + 1)
        await publisher.publish([Outgoing("watched", b"key", b"{}")])
        await asyncio.sleep(settings.stuck_seconds - 0.7)
        reached += 1
    await asyncio.sleep(5)

asyncio.run(work(int(sys.argv[1]), sys.argv[2]))
"""


def end_of_worker(settings: Settings, reached: int, blocked: str) -> int:
    environment = {
        **os.environ,
        "LINNET_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "LINNET_STUCK_SECONDS": "2",
    }
    command = [sys.executable, "-c", WORKER, str(reached), blocked]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False).returncode


def test_a_blocked_event_loop_ends_the_worker(settings: Settings) -> None:
    """When the loop does not turn for the time set, the process ends with a code that asks to be started again."""
    assert end_of_worker(settings, 0, "blocked") == EXIT_STUCK


def test_messages_that_wait_and_are_not_taken_end_the_worker(settings: Settings) -> None:
    """A loop that turns is not enough: with messages waiting and none taken the worker is ended; with none waiting
    it lives."""
    admin = AdminClient(settings.kafka_client())
    admin.create_topics([NewTopic(TOPIC, 1, 1)])[TOPIC].result(30)
    Publisher(settings).publish_blocking([Outgoing(TOPIC, b"key", b"{}")] * 3)
    assert end_of_worker(settings, 2, "turning") == EXIT_STUCK
    assert end_of_worker(settings, 3, "turning") == 0


def test_a_message_after_a_long_silence_ends_nobody(settings: Settings) -> None:
    """A partition may have been idle for longer than the time set: what comes then has that time to be taken."""
    assert end_of_worker(settings, Watermarks(settings).of(TOPIC, 0)[1], "seldom") == 0
