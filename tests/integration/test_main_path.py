"""From an agency's message to what is known, through real Kafka and Valkey and the real processes."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from consumers.dead_letters import Letter, read_letters, resend
from infra.commands import replay
from infra.stack.leash import stop
from streams.broker import Watermarks, check_topics, create_topics
from streams.codec import LINK, decode
from streams.codes.agencies import Agency
from streams.errors import Broken
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, LINKS, OBSERVATIONS
from tests.events import WHEN, incident, raw
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_admitted, await_quiet, await_true, leave, running
from tests.integration.telling import read_told
from tests.logs import read_events

pytestmark = pytest.mark.integration
POLICE = "police"


def send(settings: Settings, area: str, values: list[bytes]) -> None:
    Publisher(settings).publish_blocking([Outgoing(POLICE, area.encode(), value) for value in values])


def test_an_event_becomes_knowledge_and_news(settings: Settings) -> None:
    """Accepted events are in the log under their area, known in Redis, and told on links, once each; every message
    sent is accepted or refused."""
    values = [raw(incident("mainpath", n)) for n in range(30)] + [b"{", b"\xff"]
    with running(settings, "clock", "intake", "projector", "relay"):
        send(settings, "mainpath", values)
        await_quiet(settings, 60)
        letters = [letter for letter in read_letters(settings) if letter.refusal.key == b"mainpath"]
        assert len(read_events(settings, "mainpath")) + len(letters) == len(values)
        assert sorted(letter.refusal.code for letter in letters) == ["not-json", "not-utf8"]
        known = read_knowledge(settings, "mainpath")
        assert sum(key.startswith("cell:") for key in known) == 30
        await_true(lambda: len(links(settings, "mainpath")) == 2, 20)
        asyncio.run(replay(settings, ["mainpath"], empty=True, move=lambda *_: None))
        assert read_knowledge(settings, "mainpath") == known
        await_quiet(settings, 60)
        assert len(links(settings, "mainpath")) == 2


def links(settings: Settings, area: str) -> list[Any]:
    return [decode(LINK, told) for told in read_told(settings, area, LINKS)]


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
def test_every_compression_a_sender_may_use_is_read(settings: Settings, compression: str) -> None:
    """An agency's client may compress as it likes: its messages are admitted like any other."""
    producer = Producer(settings.kafka_client() | {"compression.type": compression})
    for n in range(50):
        producer.produce(POLICE, key=b"letters", value=raw(incident("letters", f"{compression}-{n}")))
    assert producer.flush(30) == 0
    with running(settings, "intake"):
        await_admitted(settings, 60)
    assert sum(event.id.startswith(f"E{compression}") for event in read_events(settings, "letters")) == 50


def test_a_dead_letter_can_be_sent_again_once_its_cause_is_mended(settings: Settings) -> None:
    """A letter keeps its bytes; resent, it comes in again, is marked, and is refused again only if still at fault."""
    value = raw(incident("letters", "resent") | {"area": "nowhere"})
    with running(settings, "intake"):
        send(settings, "letters", [value])
        await_true(lambda: any(letter.refusal.original == value for letter in read_letters(settings)), 60)
        letter = next(letter for letter in read_letters(settings) if letter.refusal.original == value)
        assert (letter.refusal.code, letter.refusal.field, letter.resent) == ("area-unknown", "area", False)
        assert resend(settings, [letter], WHEN) == 1
        copies = lambda: [held for held in read_letters(settings) if held.refusal.original == value]  # noqa: E731
        await_true(lambda: len(copies()) == 2, 60)
        assert {held.id: held.resent for held in copies()}[letter.id] is True


@pytest.mark.parametrize("committed", ["behind", "ahead"])
def test_the_projector_resumes_where_redis_stands(settings: Settings, committed: str) -> None:
    """Whatever Kafka's committed offset says, behind or ahead, each observation takes effect once."""
    area, batch = "resumption", [raw(incident("resumption", f"{committed}-{n}")) for n in range(200)]
    partition = TopicPartition(OBSERVATIONS.name, partition_of(area, OBSERVATIONS.partitions))
    with running(settings, "clock", "intake", "projector"):
        send(settings, area, batch[:100])
        await_quiet(settings, 60)
    with running(settings, "clock", "intake"):
        send(settings, area, batch[100:])
        await_admitted(settings, 60)
    low, high = Watermarks(settings).of(partition.topic, partition.partition)
    partition.offset = low if committed == "behind" else high
    admin = AdminClient(settings.kafka_client())
    moved = ConsumerGroupTopicPartitions("linnet-projector", [partition])
    await_true(lambda: try_moving(admin, moved), 60)
    with running(settings, "clock", "projector"):
        await_quiet(settings, 60)
    known = read_knowledge(settings, area)
    ours = sum(committed in event.id for event in read_events(settings, area))
    assert ours == 200
    cells = sum(key.startswith("cell:") for key in known)
    assert cells == len({event.id for event in read_events(settings, area)})


def try_moving(admin: AdminClient, moved: ConsumerGroupTopicPartitions) -> bool:
    """A static member's place is kept until its session ends; only then may its offsets be moved."""
    try:
        admin.alter_consumer_group_offsets([moved])[moved.group_id].result(10)
    except Exception:
        return False
    return True


def test_where_most_is_refused_no_more_is_taken_and_everybody_else_goes_on(settings: Settings, tmp_path: Path) -> None:
    """What one agency sends is not drained into dead letters, and holds up no other, no other process that joins, and
    no stop; it is all there for whoever is started next."""
    tight = settings.model_copy(update={"refused_window": 50, "data_dir": tmp_path})
    others = [Outgoing(POLICE, b"letters", raw(incident("letters", f"beside{n}"))) for n in range(2)]
    rubbish = [Outgoing(POLICE, b"breaker", b"rubbish %d" % n) for n in range(400)]
    count = AGENCY_TOPICS[Agency.POLICE].partitions
    assert partition_of("letters", count) != partition_of("breaker", count)
    Publisher(settings).publish_blocking(rubbish)
    with running(tight, "intake") as processes:
        await_true(lambda: "halted" in (processes.logs / "intake.log").read_text(encoding="utf-8"), 60)
        Publisher(settings).publish_blocking([*rubbish[:100], others[0]])
        await_in_log(settings, "Ebeside0")
        with running(tight.model_copy(update={"instance": "2", "data_dir": tmp_path / "second"}), "intake"):
            time.sleep(5)
            Publisher(settings).publish_blocking([*rubbish[:100], others[1]])
            await_in_log(settings, "Ebeside1")
        intake = leave(processes, "intake")
        assert stop(intake, 15) != -signal.SIGKILL
    assert len(read_refused(settings)) < 400
    with running(settings.model_copy(update={"refused_window": 5000}), "intake"):
        await_admitted(settings, 60)
    assert len(read_refused(settings)) == 600


def await_in_log(settings: Settings, name: str) -> None:
    await_true(lambda: any(event.id == name for event in read_events(settings, "letters")), 60)


def read_refused(settings: Settings) -> list[Letter]:
    return [letter for letter in read_letters(settings) if letter.refusal.key == b"breaker"]


def test_topics_that_differ_from_the_table_are_named(settings: Settings) -> None:
    """A process does not start on a cluster whose topics are not those of the topic table."""
    check_topics(settings)
    admin = AdminClient(settings.kafka_client())
    topic = AGENCY_TOPICS[next(iter(AGENCY_TOPICS))]
    admin.delete_topics([topic.name])[topic.name].result(30)
    await_true(lambda: topic.name not in admin.list_topics(timeout=10).topics, 30)
    with pytest.raises(Broken, match=f"{topic.name} is missing"):
        check_topics(settings)
    await_true(lambda: create_topics(settings) == [topic.name], 30)
