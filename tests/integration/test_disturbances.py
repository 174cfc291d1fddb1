"""The promise under fire: what was acknowledged is known, once, whoever was killed."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.commands import digest_areas, replay
from infra.load import load_feeds
from infra.partnership.feeds import read_feeds
from infra.partnership.plan import Plan
from infra.partnership.simulate import simulate
from infra.stack.embedded import EmbeddedStack
from streams.codec import OBSERVATION, decode
from streams.errors import Transient
from streams.settings import Settings
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, kill, running
from tests.laws.memory import MemoryStore

pytestmark = pytest.mark.integration
AREAS = ["northmoor", "eastvale"]


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("simulated")
    plan = Plan(seed=11, people=1_200, weeks=52, until=datetime(2026, 11, 1, tzinfo=UTC))
    simulate(directory, plan, say=lambda _: None)
    return directory


def send(settings: Settings, feeds: Path) -> int:
    """As a sender does: again, from the start, whenever Kafka did not take it all."""
    while True:
        try:
            return load_feeds(settings, feeds, lambda _: None, lambda *_: None)
        except Transient:
            time.sleep(1)


@pytest.mark.timeout(900)
def test_killing_anything_during_a_load_loses_nothing_and_doubles_nothing(
    stack: EmbeddedStack, settings: Settings, feeds: Path
) -> None:
    """Some 4,000 events are loaded while the projector, intake, Valkey and Kafka are each killed: what is known then
    equals what the pure core makes of the same events, and what a rebuild makes of the log."""
    with running(settings, "clock", "intake", "projector", "relay") as processes:
        assert send(settings, feeds) >= 3_500
        for pause, harm in (
            (3, lambda: kill(processes, "projector")),
            (2, lambda: kill(processes, "intake")),
            (2, stack.restart_valkey),
            (2, stack.restart_kafka),
            (2, lambda: kill(processes, "projector")),
        ):
            time.sleep(pause)
            harm()
        await_quiet(settings, seconds=240)
    disturbed = asyncio.run(digest_areas(settings, AREAS))
    expected = {area: MemoryStore() for area in AREAS}
    events = [decode(OBSERVATION, raw) for _, _, raw in read_feeds(feeds)]
    for area in AREAS:
        expected[area].play([event for event in events if event.area == area], batch_size=500)
        assert read_knowledge(settings, area) == expected[area].knowledge()
    asyncio.run(replay(settings, AREAS, empty=True, move=lambda *_: None))
    assert asyncio.run(digest_areas(settings, AREAS)).whole == disturbed.whole
