"""Everything that can be wrong with a message, through real Kafka: nothing is lost, nothing stops."""

from collections import Counter

import pytest
from confluent_kafka import Producer

from consumers.dead_letters import Letter, read_letters
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import incident, raw
from tests.integration.roles import await_quiet, await_true, running
from tests.logs import read_events
from tests.unit.malformed import CASES

pytestmark = pytest.mark.integration

KEY = b"malformed"
GOOD = 50


def ours(settings: Settings) -> list[Letter]:
    return [letter for letter in read_letters(settings) if letter.refusal.key == KEY]


def admitted(settings: Settings) -> int:
    return len(read_events(settings, "malformed"))


def test_every_kind_of_malformed_input_is_in_dead_letters_with_its_reason(settings: Settings) -> None:
    """Hundreds of kinds of malformed input between good events: each is in dead letters once, whole, with its own
    code and a reason; the good events around them are in the log; accepted and refused make up what was sent."""
    spoiled = [Outgoing(case.agency, KEY, case.raw) for case in CASES]
    good = [Outgoing("police", KEY, raw(incident("malformed", n))) for n in range(GOOD)]
    sent = [message for n, message in enumerate(spoiled) for message in (message, *good[n : n + 1])]
    assert len(spoiled) >= 100
    with running(settings, "clock", "intake", "projector"):
        Publisher(settings).publish_blocking(sent)
        await_quiet(settings, 90)
    letters = ours(settings)
    assert Counter(
        (letter.refusal.original, letter.refusal.code, letter.refusal.field) for letter in letters
    ) == Counter((case.raw, case.code, case.field) for case in CASES)
    assert all(len(letter.refusal.reason) > 10 for letter in letters)
    assert admitted(settings) + len(letters) == len(sent)


def test_a_message_larger_than_any_dead_letter_stops_nobody(settings: Settings) -> None:
    """Kafka weighs messages packed, so it takes what no dead letter can hold. Its letter says where it is, and what
    comes behind it is in the log."""
    packed = Producer(settings.kafka_client() | {"compression.type": "gzip", "message.max.bytes": 8 << 20})
    with running(settings, "intake"):
        packed.produce("police", b" " * (6 << 20) + b"{", b"unwieldy")
        assert packed.flush(20) == 0
        behind = [incident("malformed", f"behind-{number}") for number in range(3)]
        Publisher(settings).publish_blocking([Outgoing("police", KEY, raw(event)) for event in behind])
        letters: list[Letter] = []

        def is_told() -> bool:
            letters[:] = [letter for letter in read_letters(settings) if "bytes are not here" in letter.refusal.reason]
            return bool(letters)

        await_true(is_told, 40)
        await_true(lambda: {f"Ebehind-{number}" for number in range(3)} <= read_ids(settings), 20)
    assert [(letter.refusal.code, letter.refusal.original) for letter in letters] == [("too-large", None)]


def read_ids(settings: Settings) -> set[str]:
    return {event.id for event in read_events(settings, "malformed")}
