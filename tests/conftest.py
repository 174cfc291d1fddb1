"""Fixtures shared by all tests.

Policy: one embedded stack for the whole run, real and on free ports; a test takes an area of its own, so that
tests neither wait for nor see each other. A test that harms the servers themselves starts its own stack.
"""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from infra.stack.embedded import EmbeddedStack
from infra.stack.ports import Ports
from infra.stack.valkey import Valkey
from scoring.state.opening import hold_keys
from streams.broker import Watermarks, create_topics
from streams.errors import Transient
from streams.sealing.making import make_missing
from streams.settings import Settings
from streams.topics import AUDIT
from tests.integration.securing import Secured, secured_stack
from tests.partnerships import write_partnership
from tests.state_keys import INDEX_KEY, STATE_KEYS

# Tests start processes by the hundred, each of which would compile all of its modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Tests look at more in a minute than anybody reads.
os.environ["LINNET_LOOKS_PER_MINUTE"] = os.environ["LINNET_PROGRAM_LOOKS_PER_MINUTE"] = "0"
# What tests put down is whole.
os.environ["LINNET_FEEDS_SETTLE_SECONDS"] = "0"
# One for all, as in earnest: tests give processes and commands folders of their own.
os.environ["LINNET_WRAPPING_KEYS"] = Fernet.generate_key().decode()
# Tests read and write what processes write and read; these are the simulation's too, whose seeds decide everything.
os.environ["LINNET_STATE_KEYS"], os.environ["LINNET_INDEX_KEY"] = STATE_KEYS, INDEX_KEY
hold_keys(Settings())


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStack]:
    with EmbeddedStack(tmp_path_factory.mktemp("stack"), say=lambda _: None) as running:
        yield running


@pytest.fixture(scope="session")
def settings(stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The running stack with all topics, and a partnership of the simulated areas and one for each test."""
    found = Settings(
        kafka_bootstrap=stack.endpoints.kafka_bootstrap,
        redis_url=stack.endpoints.redis_url,
        data_dir=tmp_path_factory.mktemp("data"),
        partnership_file=write_partnership(tmp_path_factory.mktemp("partnership") / "partnership.toml"),
        tick_seconds=1.0,
        api_port=0,
        dev_signin=True,
    )
    create_topics(found)
    make_missing(found, lambda: datetime.now(UTC))
    return found


@pytest.fixture(scope="session")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A stack whose Kafka speaks TLS and asks who one is. Tests may kill this Kafka, and start it again."""
    with secured_stack(tmp_path_factory.mktemp("secured")) as found:
        yield found


def _await_leaders(settings: Settings) -> None:
    """Kafka has made a topic before it can be written to, and whoever looks is not kept waiting for it."""
    end, marks = time.monotonic() + 60, Watermarks(settings)
    for partition in range(AUDIT.partitions):
        while not _is_led(marks, partition):
            assert time.monotonic() < end
    marks.close()


def _is_led(marks: Watermarks, partition: int) -> bool:
    try:
        marks.of(AUDIT.name, partition)
    except Transient:
        return False
    return True


@pytest.fixture(scope="session")
def audited(settings: Settings) -> Settings:
    """Of the simulated partnership: what is looked at is on the running Kafka, and anybody signs in as anybody."""
    _await_leaders(settings)
    return Settings(kafka_bootstrap=settings.kafka_bootstrap, dev_signin=True, api_port=0)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey of the module's own, empty."""
    home = tmp_path_factory.mktemp("valkey")
    server = Valkey(home, Ports(home / "ports.json", random.SystemRandom()).claim("valkey"), say=lambda _: None)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path
