"""Alerts under fire: whoever is killed, each is told once, as the log has it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from string import ascii_lowercase

import pytest

from infra.stack.embedded import EmbeddedStack
from scoring.batches import Step, run_batch
from scoring.observed import read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.outbox import Entry
from streams.errors import Transient
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import ALERTS, DECISIONS, OBSERVATIONS
from tests.alerted import adoption, rule
from tests.events import erasure, incident, raw
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, await_true, kill, running
from tests.laws.memory import MODELS, MemoryStore
from tests.logs import read_log

pytestmark = pytest.mark.integration

AREA = "alerted"
HOMES, VISITS = 150, 6
_BATCH = 200
NAMES = ["".join(Random(home).choices(ascii_lowercase, k=9)).capitalize() for home in range(HOMES)]
_RULES = [
    rule("twice", "Two contacts", "address", [{"indicator": "contacts", "days": 28, "at_least": 2}]),
    rule("thrice", "Three contacts", "person", [{"indicator": "contacts", "days": 28, "at_least": 3}]),
    rule("home", "Four contacts at home", "household", [{"indicator": "contacts", "days": 28, "at_least": 4}]),
]


def write_events() -> list[Outgoing]:
    """Each home is visited some times; of every fifth the second visit is taken back."""
    just_now = datetime.now(UTC) - timedelta(hours=1)
    sent = []
    for visit in range(VISITS):
        for home in range(HOMES):
            moment = (just_now + timedelta(seconds=visit)).isoformat()
            event = incident(
                AREA,
                f"{visit}-{home}",
                person={"local_record_id": f"L{home}", "given_name": "Ada", "family_name": NAMES[home]},
                address={"text": f"{home + 1} Wren Road", "postcode": "NM4 2QX"},
                happened_at=moment,
                recorded_at=moment,
            )
            sent.append(Outgoing("police", AREA.encode(), raw(event)))
        if visit == 3:
            gone = [erasure(AREA, f"{home}", f"E1-{home}") for home in range(0, HOMES, 5)]
            sent += [Outgoing("police", AREA.encode(), raw(event)) for event in gone]
    return sent


def send(settings: Settings, messages: list[Outgoing]) -> None:
    while True:
        try:
            Publisher(settings).publish_blocking(messages)
            return
        except Transient:  # as an agency's client does
            time.sleep(1)


async def replay(settings: Settings) -> tuple[MemoryStore, list[Entry]]:
    """What the pure core makes of the area's log, message by message, and all that it tells."""
    store, told, partition = MemoryStore(), list[Entry](), partition_of(AREA, OBSERVATIONS.partitions)
    log = ((message, event) for message, event in read_log(settings) if message.partition() == partition)
    ours = ((message, read_observed(event)) for message, event in log)
    left = iter([(message, observed) for message, observed in ours if observed.area == AREA])
    while batch := list(islice(left, _BATCH)):
        steps = [
            Step(prepare(observed), LogPoint(AREA, partition, message.offset() or 0, message.timestamp()[1]))
            for message, observed in batch
        ]
        changes, entries = await run_batch(steps, store, MODELS)
        store.commit(changes)
        told += entries
    return store, told


def read_told(settings: Settings) -> list[bytes]:
    """Alerts of the area as Kafka has them, what was told again left out."""
    found = [message.value() or b"" for message in read_topic(settings, ALERTS) if message.key() == AREA.encode()]
    return list(dict.fromkeys(found))


def test_no_alert_is_lost_or_doubled_whoever_is_killed(stack: EmbeddedStack, settings: Settings) -> None:
    """While events of 150 homes come in, the projector, the relay, Valkey and Kafka are killed: the alerts that stand
    are those of the log, and what was told of them is, in its order, byte for byte what the log says."""
    with running(settings, "clock", "intake", "projector", "relay") as processes:
        send(settings, [Outgoing(DECISIONS.name, AREA.encode(), raw(adoption(_RULES, area=AREA)))])
        await_quiet(settings, 60)
        messages = write_events()
        parts = [messages[start : start + 200] for start in range(0, len(messages), 200)]
        for number, part in enumerate(parts):
            send(settings, part)
            match number:
                case 0 | 3:
                    kill(processes, "projector")
                case 1:
                    kill(processes, "relay")
                case 2:
                    stack.kill_valkey()
                    stack.restart_valkey()
                case 4:
                    stack.restart_kafka()
            time.sleep(1)
        await_quiet(settings, 120)
        kill(processes, "clock")
        expected: list[bytes] = []

        def all_told() -> bool:
            nonlocal expected
            _, entries = asyncio.run(replay(settings))
            expected = [entry.event for entry in entries if entry.topic == ALERTS.name]
            return set(expected) <= set(read_told(settings))

        await_true(all_told, 60)
    store, entries = asyncio.run(replay(settings))
    known = {key: value for key, value in read_knowledge(settings, AREA).items() if "alerts" in key}
    assert known == {key: value for key, value in store.knowledge().items() if "alerts" in key}
    told = [entry.event for entry in entries if entry.topic == ALERTS.name]
    assert len(told) > 3 * HOMES
    assert read_told(settings)[: len(told)] == told
