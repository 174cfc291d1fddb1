"""What is learned, under fire: whoever is killed, each label is learned once, as the log has it."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from infra.commands import replay
from infra.stack.embedded import EmbeddedStack
from scoring.state.keys import KINDS, kind_of
from streams.broker import create_topics
from streams.errors import Transient
from streams.publisher import Outgoing, Publisher
from streams.sealing.making import make_missing
from streams.settings import Settings
from streams.topics import OBSERVATIONS, SCORES
from tests.household import NOW
from tests.integration.knowledge import read_held
from tests.integration.roles import await_quiet, await_true, kill, running
from tests.integration.telling import play, read_told
from tests.laws.lives import write_lives

pytestmark = pytest.mark.integration

AREA = "scored"
_BATCH = 150
_MOMENTS = {"happened_at", "recorded_at", "at"}
LEARNED = frozenset(kind.name for kind in KINDS if kind.learned)


def enter(said: dict[str, Any], later: timedelta) -> Outgoing:
    """Into the log itself, as intake and the clock put them."""
    data = said["data"] | {name: move(said["data"][name], later) for name in _MOMENTS & said["data"].keys()}
    raw = said | {"area": AREA, "time": move(said["time"], later), "data": data}
    return Outgoing(OBSERVATIONS.name, AREA.encode(), orjson.dumps(raw))


def move(moment: str, later: timedelta) -> str:
    return (datetime.fromisoformat(moment) + later).isoformat()


def send(settings: Settings, messages: list[Outgoing]) -> None:
    while True:
        try:
            Publisher(settings).publish_blocking(messages)
            return
        except Transient:  # as an agency's client does
            time.sleep(1)


def read_scores(settings: Settings) -> list[bytes]:
    """As Kafka has them, what was told again left out."""
    return list(dict.fromkeys(read_told(settings, AREA, SCORES)))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[tuple[EmbeddedStack, Settings]]:
    """Servers of our own: elsewhere tests have written ticks of now, and what these patients live through is past."""
    with EmbeddedStack(tmp_path_factory.mktemp("past"), say=lambda _: None) as stack:
        places = {"kafka_bootstrap": stack.endpoints.kafka_bootstrap, "redis_url": stack.endpoints.redis_url}
        own = settings.model_copy(update=places | {"data_dir": tmp_path_factory.mktemp("pastdata")})
        create_topics(own)
        make_missing(own, lambda: datetime.now(UTC))
        yield stack, own


def test_nothing_is_learned_twice_whoever_is_killed(ground: tuple[EmbeddedStack, Settings]) -> None:
    """While ten months of a caseload come in, the projector, the relay and Valkey are killed: weights, courses and
    predictions in Redis are to the byte those of the log, each score and outcome is told, and a rebuild ends there."""
    stack, settings = ground
    later = datetime.now(UTC) - timedelta(days=1) - NOW
    messages = [enter(one, later) for one in write_lives(4, patients=5)]
    with running(settings, "projector", "relay") as processes:
        for number, start in enumerate(range(0, len(messages), _BATCH)):
            send(settings, messages[start : start + _BATCH])
            match number:
                case 0 | 2 | 5:
                    kill(processes, "projector")
                case 1:
                    kill(processes, "relay")
                case 3:
                    stack.kill_valkey()
                    stack.restart_valkey()
            time.sleep(1.5)
        await_quiet(settings, 120)
        store, entries = asyncio.run(play(settings, AREA, 37))
        told = [entry.event for entry in entries if entry.topic == SCORES.name]
        await_true(lambda: set(told) <= set(read_scores(settings)), 60)
    learned = {
        key: value
        for held in (store.documents, store.members, store.scores)
        for key, value in held.items()
        if kind_of(key) in LEARNED
    }
    assert any(kind_of(key) == "risk-model" for key in learned)
    assert read_held(settings, AREA, LEARNED) == learned
    assert len(told) > 500
    assert read_scores(settings) == told
    asyncio.run(replay(settings, [AREA], empty=True, move=lambda *_: None))
    assert read_held(settings, AREA, LEARNED) == learned
