"""What was erased is gone from Kafka: its key is destroyed, and what it came in by is let go of."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import orjson
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from infra.commands import replay
from streams.codes.agencies import Agency
from streams.contract import event_key
from streams.errors import Broken, Transient
from streams.publisher import Outgoing, Publisher
from streams.reading import read_topic
from streams.sealing.making import rewrap, rotate
from streams.sealing.reading import Keys
from streams.sealing.writing import Change, KeyWriter
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, OBSERVATIONS, TOPICS, Topic
from tests.events import erasure, incident, raw
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_admitted, await_quiet, await_true, kill, running
from tests.logs import read_log
from tests.partnerships import SOURCE

pytestmark = pytest.mark.integration

AREA, POLICE = "sealed", AGENCY_TOPICS[Agency.POLICE]
# Nobody else's in any test.
GONE = {"local_record_id": "Q77", "given_name": "Xanthippe", "family_name": "Quillfeather", "birth_date": "1957-08-19"}
STAYS = {"local_record_id": "Q78", "given_name": "Bartholomew", "family_name": "Dewsnap", "birth_date": "1949-02-03"}
ROLES = ("clock", "intake", "projector", "relay", "erasing")


def now() -> datetime:
    return datetime.now(UTC)


def send(settings: Settings, *events: dict[str, object]) -> None:
    Publisher(settings).publish_blocking([Outgoing("police", AREA.encode(), raw(event)) for event in events])


def find_in_kafka(settings: Settings, *words: str, among: Sequence[Topic] = TOPICS) -> set[str]:
    """Topics that hold any of the words, in the clear."""
    return {
        topic.name
        for topic in among
        for message in read_topic(settings, topic)
        if any(word.encode() in (message.value() or b"") for word in words)
    }


def read_ours(settings: Settings) -> Iterator[tuple[bytes, dict[str, object]]]:
    """Of the area without its ticks: as it stands on Kafka, and as it is read."""
    for message, event in read_log(settings):
        said = orjson.loads(event)
        if said["area"] == AREA and said["type"] != "tick-1":
            yield message.value() or b"", said


def is_destroyed(settings: Settings, *ids: str) -> bool:
    keys = Keys(settings)
    keys.read_on()
    epochs = [epoch for area, epoch in keys.ring.trees if area == AREA]
    return all(keys.find(AREA, epoch, event_key(SOURCE, each)) is None for epoch in epochs for each in ids)


def test_what_was_erased_can_be_read_nowhere_on_kafka(settings: Settings) -> None:
    """Accepted, known, erased while processes are killed: her name is in no topic, whoever opens the log finds an
    erasure and nothing else, all others are read as before, and a rebuild knows what was known."""
    one, two = incident(AREA, "gone", person=GONE), incident(AREA, "stays", person=STAYS)
    with running(settings, *ROLES) as processes:
        send(settings, one, two)
        await_quiet(settings, 60)
        assert find_in_kafka(settings, "Xanthippe", "Quillfeather", "Dewsnap", among=[POLICE, OBSERVATIONS]) == {
            "police"
        }
        assert [said["data"]["person"]["family_name"] for _, said in read_ours(settings)] == ["Quillfeather", "Dewsnap"]  # type: ignore[index]
        assert not is_destroyed(settings, "Egone")
        kill(processes, "erasing")
        send(settings, erasure(AREA, "gone", "Egone"))
        await_true(lambda: is_destroyed(settings, "Egone"), 60)
        await_true(lambda: not find_in_kafka(settings, "Xanthippe", among=[POLICE]), 60)
        assert find_in_kafka(settings, "Xanthippe", "Quillfeather") == set()
        # It comes again, by an agency that does not know: that it came is in the log, and nothing of what it said.
        send(settings, one)
        await_quiet(settings, 60)
    read = list(read_ours(settings))
    assert [said["type"] for _, said in read] == [
        *("record-erased-1", "police-incident-recorded-1", "record-erased-1", "record-erased-1")
    ]
    assert all(b"Quillfeather" not in event for _, event in read_log(settings))
    known = read_knowledge(settings, AREA)
    assert "Quillfeather" not in repr(known)
    assert "Dewsnap" in repr(known)
    asyncio.run(replay(settings, [AREA], empty=True, move=lambda *_: None))
    assert read_knowledge(settings, AREA) == known


def test_of_two_who_write_keys_the_first_is_shut_out(settings: Settings) -> None:
    """Each decides on all the keys there are, or not at all: what one destroyed the other cannot bring back."""
    first, second = KeyWriter(settings, now), None
    key = event_key(SOURCE, "raced")
    stale = [Change(AREA, *kept) for kept in first.keys.ring.destroy(AREA, event_key(SOURCE, "other"))]
    second = KeyWriter(settings, now)
    second.write(Change(AREA, *kept) for kept in second.keys.ring.destroy(AREA, key))
    with pytest.raises(Transient):
        first.write(stale)
    assert is_destroyed(settings, "raced")
    assert not is_destroyed(settings, "other")


def test_keys_are_rotated_and_wrapped_again(settings: Settings) -> None:
    """A new epoch seals what comes; what was sealed before is read as before; under a new wrapping key both are, and
    without the old one; under another, nothing is and nobody takes it for erased."""
    with running(settings, "intake"):
        send(settings, incident(AREA, "before", person=STAYS))
        await_admitted(settings, 60)
    assert rotate(settings, [AREA], now) == {AREA: 2}
    with running(settings, "intake"):
        send(settings, incident(AREA, "after", person=STAYS))
        await_admitted(settings, 60)
    epochs = [
        orjson.loads(sealed)["data"]["epoch"]
        for sealed, said in read_ours(settings)
        if said["id"] in ("Ebefore", "Eafter")
    ]
    assert epochs == [1, 2]
    old, new = settings.wrapping_keys.get_secret_value(), Fernet.generate_key().decode()
    wrap = lambda *given: settings.model_copy(update={"wrapping_keys": SecretStr(" ".join(given))})  # noqa: E731
    try:
        rewrap(wrap(new, old), now)
        assert len(list(read_ours(wrap(new)))) == len(list(read_ours(wrap(new, old))))
        with pytest.raises(Broken, match="not wrapped under"):
            Keys(wrap(Fernet.generate_key().decode())).read_on()
    finally:
        rewrap(wrap(old, new), now)
    assert {said["id"] for _, said in read_ours(settings)} >= {"Ebefore", "Eafter"}
