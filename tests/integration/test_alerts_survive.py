"""Alerts under fire: whoever is killed, each is told once, as the log has it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_lowercase

import pytest

from infra.stack.embedded import EmbeddedStack
from streams.errors import Transient
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import ALERTS, DECISIONS
from tests.alerted import adoption, rule
from tests.events import erasure, incident, raw
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, await_true, kill, running
from tests.integration.telling import play, read_told

pytestmark = pytest.mark.integration

AREA = "alerted"
HOMES, VISITS = 150, 6
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
            _, entries = asyncio.run(play(settings, AREA))
            expected = [entry.event for entry in entries if entry.topic == ALERTS.name]
            return set(expected) <= set(read_told(settings, AREA))

        await_true(all_told, 60)
    store, entries = asyncio.run(play(settings, AREA))
    known = {key: value for key, value in read_knowledge(settings, AREA).items() if "alerts" in key}
    assert known == {key: value for key, value in store.knowledge().items() if "alerts" in key}
    told = [entry.event for entry in entries if entry.topic == ALERTS.name]
    assert len(told) > 3 * HOMES
    assert list(dict.fromkeys(read_told(settings, AREA)))[: len(told)] == told
