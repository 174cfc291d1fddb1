"""Kafka comes back from a copy of its disks: what had come since is lost, and its places in the log go to others."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.commands import replay
from infra.processes import list_environment
from infra.stack.embedded import EmbeddedStack
from streams.broker import Watermarks, create_topics
from streams.errors import Transient
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.sealing.making import make_missing
from streams.settings import Settings
from streams.topics import ALERTS, DECISIONS, OBSERVATIONS
from tests.alerted import adoption, rule
from tests.events import incident, raw
from tests.integration.knowledge import read_knowledge, read_position
from tests.integration.roles import await_quiet, await_true, running
from tests.integration.telling import play, read_told
from tests.partnerships import write_partnership

pytestmark = pytest.mark.integration

AREA = "alerted"
_RULE = rule("twice", "Two contacts", "address", [{"indicator": "contacts", "days": 28, "at_least": 2}])


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[EmbeddedStack]:
    """Of its own: its disks are taken back in time."""
    with EmbeddedStack(tmp_path / "stack", say=lambda _: None) as running_stack:
        yield running_stack


@pytest.fixture
def settings(stack: EmbeddedStack, tmp_path: Path) -> Settings:
    found = Settings(
        kafka_bootstrap=stack.endpoints.kafka_bootstrap,
        redis_url=stack.endpoints.redis_url,
        data_dir=tmp_path / "data",
        partnership_file=write_partnership(tmp_path / "partnership.toml", [AREA, "caredfor"]),
        tick_seconds=0.5,
    )
    create_topics(found)
    make_missing(found, lambda: datetime.now(UTC))
    return found


def test_what_comes_after_a_restored_copy_is_not_taken_for_what_was_lost(
    stack: EmbeddedStack, settings: Settings, tmp_path: Path
) -> None:
    """Before a projector is there more has come than was lost, so that the log is as long as Redis says: it refuses.
    After linnet rebuild what is known is what is in the log, and of each alert in it Kafka has been told once."""
    disks, copy = stack.data_dir / "kafka" / "data", tmp_path / "copy"
    with running(settings, "clock", "intake", "projector", "relay"):
        send(settings, Outgoing(DECISIONS.name, AREA.encode(), raw(adoption([_RULE], area=AREA))))
        send(settings, *visits("Wren Road", 3))
        await_told(settings, 3)
    with stopped(stack, settings):
        shutil.copytree(disks, copy)
    with running(settings, "clock", "intake", "projector", "relay"):
        send(settings, *visits("Lost Lane", 2))
        await_told(settings, 3 + 2)
    ends, lost = read_ends(settings), read_position(settings, AREA)
    with stopped(stack, settings):
        shutil.rmtree(disks)
        shutil.copytree(copy, disks)

    with running(settings, "clock", "intake"):
        send(settings, *visits("New Street", 5))
        await_true(lambda: all(now > before for now, before in zip(read_ends(settings), ends, strict=True)), 60)
    assert "another message at offset" in end_of_projector(settings)
    assert read_position(settings, AREA) == lost

    asyncio.run(replay(settings, None, empty=True, move=lambda *_: None))
    with running(settings, "intake", "projector", "relay"):
        await_told(settings, 3 + 5)
    store, entries = asyncio.run(play(settings, AREA))
    assert read_knowledge(settings, AREA) == store.knowledge()
    assert read_told(settings, AREA) == [entry.event for entry in entries if entry.topic == ALERTS.name]


@contextmanager
def stopped(stack: EmbeddedStack, settings: Settings) -> Iterator[None]:
    """Kafka, meanwhile."""
    stack.stop_kafka()
    yield
    stack.restart_kafka()

    def answers() -> bool:
        try:
            return bool(read_ends(settings))
        except Transient:
            return False

    await_true(answers, 30)


def visits(street: str, homes: int) -> list[Outgoing]:
    """Two at each home."""
    moments = [(datetime.now(UTC) - timedelta(hours=ago)).isoformat() for ago in (2, 1)]
    events = [
        incident(
            AREA,
            f"{street[:3]}-{home}-{visit}",
            address={"text": f"{home + 1} {street}", "postcode": "NM4 2QX"},
            happened_at=moment,
            recorded_at=moment,
        )
        for home in range(homes)
        for visit, moment in enumerate(moments)
    ]
    return [Outgoing("police", AREA.encode(), raw(event)) for event in events]


def send(settings: Settings, *messages: Outgoing) -> None:
    Publisher(settings).publish_blocking([*messages])


def await_told(settings: Settings, alerts: int) -> None:
    await_true(lambda: len(read_told(settings, AREA)) == alerts, 60)
    await_quiet(settings, 60)


def end_of_projector(settings: Settings) -> str:
    """What it says when it ends by itself."""
    command = [sys.executable, "-m", "infra.cli", "run", "projector"]
    environment = {**os.environ, **list_environment(settings)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 70
    return ended.stdout + ended.stderr


def read_ends(settings: Settings) -> list[int]:
    """Of the partitions of the log on which there are areas."""
    partitions = {partition_of(area, OBSERVATIONS.partitions) for area in settings.partnership.areas}
    watermarks = Watermarks(settings)
    ends = [watermarks.of(OBSERVATIONS.name, partition)[1] for partition in sorted(partitions)]
    watermarks.close()
    return ends
