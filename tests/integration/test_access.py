"""Who may do what at Kafka itself: SASL_SSL, SCRAM-SHA-512 and the ACLs of ``linnet topics acls``, at a real broker."""

import asyncio
import json
import socket
import ssl
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError as KafkaFault
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from redis import Redis

from consumers.told import Told
from infra.access.cluster import compare_acls
from infra.access.rights import ROLE_RIGHTS, list_acls
from infra.feeds.senders_file import load_senders
from infra.processes import ROLES, Processes
from scoring.state.keys import POSITION, in_area
from streams.broker import Watermarks
from streams.codes.agencies import Agency
from streams.contract import event_key
from streams.publisher import Outgoing, Publisher
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, ALERTS, AUDIT, DEAD_LETTERS, OBSERVATIONS
from tests.events import erasure, incident, raw
from tests.handshakes import LEAST, OLD, STRONG, WEAK, agree, agree_on
from tests.integration.roles import await_quiet, await_true, running
from tests.integration.securing import FIRE, PASSWORD, POLICE, Secured, run_console_producer
from tests.partnerships import SOURCE

pytestmark = pytest.mark.integration
AREA = "secured"
# Those that consume, commit and produce; receiving reads what it wrote before.
PATH = ("intake", "projector", "receiving", "relay", "tracing", "monitoring", "auditing", "erasing")


def send(client: dict[str, Any], topic: str, event: dict[str, Any] | None = None) -> KafkaError | None:
    """What Kafka says to one message; None: it has it."""
    faults: list[KafkaError | None] = []
    producer = Producer(client | {"message.timeout.ms": 4000})
    try:
        producer.produce(
            topic, raw(event or incident(AREA, 1)), AREA.encode(), on_delivery=lambda fault, _: faults.append(fault)
        )
    except KafkaException as fault:
        return fault.args[0]
    producer.flush(10)
    return faults[0]


def read(client: dict[str, Any], topic: str, group: str) -> str:
    """The name of what Kafka says to a reader who joins ``group``; a message ends it well."""
    consumer = Consumer(client | {"group.id": group, "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    try:
        found = consumer.poll(15)
        return "nothing" if found is None else found.error().name() if found.error() else "message"
    finally:
        consumer.close()


def hear(client: dict[str, Any]) -> set[str]:
    """The names of what goes wrong when a client tries to be one."""
    faults: set[str] = set()
    admin = AdminClient(client | {"error_cb": lambda fault: faults.add(fault.name())})
    with pytest.raises(KafkaException):
        admin.list_topics(timeout=3)
    admin.poll(0)
    return faults & {"_AUTHENTICATION"}


def knock(context: ssl.SSLContext, port: int) -> None:
    with (
        socket.create_connection(("127.0.0.1", port), 5) as bare,
        context.wrap_socket(bare, server_hostname="127.0.0.1") as channel,
    ):
        channel.sendall(b"\0\0\0\0")
        channel.recv(1)


def test_every_process_has_rights_of_its_own() -> None:
    """A new process does not start in production before somebody has said what it may do."""
    assert set(ROLE_RIGHTS) == set(ROLES)


def test_the_cluster_has_exactly_the_table(secured: Secured) -> None:
    """What the command applies is what it then finds: nothing is missing, and nothing beyond."""
    found = compare_acls(secured.settings, list_acls(load_senders(secured.settings)))
    assert (found.missing, found.further) == ([], [])


def test_an_agency_writes_its_own_topic(secured: Secured) -> None:
    """An agency's user may write the topic of its agency."""
    assert send(secured.client(POLICE), "police") is None


@pytest.mark.parametrize("topic", ["fire", OBSERVATIONS.name, AUDIT.name, DEAD_LETTERS.name])
def test_an_agency_writes_nothing_else(secured: Secured, topic: str) -> None:
    """Another agency's topic, the log, the audit and dead letters are refused to it."""
    fault = send(secured.client(POLICE), topic)
    assert fault is not None
    assert fault.name() == "TOPIC_AUTHORIZATION_FAILED"


@pytest.mark.parametrize("topic", ["police", OBSERVATIONS.name])
def test_an_agency_reads_nothing(secured: Secured, topic: str) -> None:
    """Not even its own topic: what it sent is not its to fetch from here, nor is anybody's group its to join."""
    assert read(secured.client(POLICE), topic, "a-group") in (
        "GROUP_AUTHORIZATION_FAILED",
        "TOPIC_AUTHORIZATION_FAILED",
    )


@pytest.mark.parametrize("group", ["linnet-projector", "linnet-delivery-hub", "a-group"])
def test_a_process_joins_no_group_of_another(secured: Secured, group: str) -> None:
    """Intake may read the agencies' topics under its own group's name only."""
    assert read(secured.client("linnet-intake"), "police", group) == "GROUP_AUTHORIZATION_FAILED"


def test_a_process_reads_and_writes_nothing_of_another(secured: Secured) -> None:
    """The relay cannot write the log, nor the clock an agency's topic, nor delivery read the log."""
    refused = [
        send(secured.client("linnet-relay"), OBSERVATIONS.name),
        send(secured.client("linnet-clock"), "police"),
        send(secured.client("linnet-api"), OBSERVATIONS.name),
    ]
    assert [fault.name() if fault else "taken" for fault in refused] == ["TOPIC_AUTHORIZATION_FAILED"] * 3
    assert (
        read(secured.client("linnet-delivery"), OBSERVATIONS.name, "linnet-delivery-hub")
        == "TOPIC_AUTHORIZATION_FAILED"
    )


async def test_the_relay_tells_alerts_whether_or_not_it_may_look_for_them(secured: Secured) -> None:
    """Where its right to read them has not been given yet, it takes none for told."""
    alert = b'{"id": "secured-3-7-2"}'
    Publisher(secured.as_user("linnet-relay")).publish_blocking([Outgoing(ALERTS.name, AREA.encode(), alert)])
    assert await Told(secured.as_user("linnet-relay")).find(AREA, [((7, 2), alert)]) == {(7, 2)}
    assert await Told(secured.as_user("linnet-clock")).find(AREA, [((7, 2), alert)]) == set()


def test_nobody_without_a_right_sees_a_topic(secured: Secured) -> None:
    """A user of the cluster whom no ACL names finds no topic of ours in its list."""
    assert not AdminClient(secured.client("stranger")).list_topics(timeout=15).topics


@pytest.mark.parametrize(("user", "password"), [(POLICE, "another"), ("nobody", PASSWORD)])
def test_a_wrong_password_is_no_way_in(secured: Secured, user: str, password: str) -> None:
    """A wrong password, and a user that there is not, are told apart by nothing."""
    assert hear(secured.client(user, password)) == {"_AUTHENTICATION"}


def test_plaintext_is_not_spoken(secured: Secured) -> None:
    """A client without TLS is not talked to, with or without a password."""
    plain = {"bootstrap.servers": secured.settings.kafka_bootstrap, "log_level": 0}
    assert "_AUTHENTICATION" not in hear(plain)
    fault = send(plain, "police")
    assert fault is not None
    assert fault.name() == "_MSG_TIMED_OUT"


def test_no_tls_before_1_2_is_spoken_by_kafka(secured: Secured) -> None:
    """1.1 is refused, and the newest is agreed on with who can."""
    port, authority = int(secured.settings.kafka_bootstrap.rpartition(":")[2]), secured.settings.kafka_ca_file
    assert authority is not None
    assert [agree(port, authority, *only) for only in ((OLD,), (LEAST,), ())] == ["", "TLSv1.2", "TLSv1.3"]


def test_weak_suites_are_not_agreed_to_by_kafka(secured: Secured) -> None:
    """Of TLS 1.2 those with forward secrecy alone, and no CBC."""
    port, authority = int(secured.settings.kafka_bootstrap.rpartition(":")[2]), secured.settings.kafka_ca_file
    assert authority is not None
    assert [agree_on(port, authority, suite) for suite in (*STRONG, *WEAK)] == [*STRONG, ""]


def test_the_controllers_door_is_shut(secured: Secured) -> None:
    """The port behind the broker, where its own metadata is written, asks for the broker's certificate."""
    port = json.loads((secured.stack.data_dir / "ports.json").read_text())["controller"]
    context = ssl.create_default_context(cafile=str(secured.settings.kafka_ca_file))
    with pytest.raises((ssl.SSLError, ConnectionError)):
        knock(context, port)


def test_a_client_of_another_make_meets_the_same(secured: Secured) -> None:
    """aiokafka, which shares no code with librdkafka, may write the sender's own topic and not the next."""

    async def write(topic: str) -> str:
        context = ssl.create_default_context(cafile=str(secured.settings.kafka_ca_file))
        producer = AIOKafkaProducer(
            bootstrap_servers=secured.settings.kafka_bootstrap, security_protocol="SASL_SSL",
            sasl_mechanism="SCRAM-SHA-512", sasl_plain_username=FIRE, sasl_plain_password=PASSWORD, ssl_context=context,
        )  # fmt: skip
        await producer.start()
        try:
            await producer.send_and_wait(topic, raw(incident(AREA, 2)), AREA.encode())
        except KafkaFault as fault:
            return type(fault).__name__
        finally:
            await producer.stop()
        return "taken"

    assert asyncio.run(write("fire")) == "taken"
    assert asyncio.run(write("police")) == "TopicAuthorizationFailedError"


@pytest.mark.parametrize(("topic", "said"), [("police", ""), ("fire", "TopicAuthorizationException")])
def test_kafkas_own_console_producer_meets_the_same(secured: Secured, tmp_path: Path, topic: str, said: str) -> None:
    """The program that comes with Kafka may write the sender's own topic and not the next."""
    sent = run_console_producer(secured, tmp_path, POLICE, topic, raw(incident(AREA, 3)))
    assert said in sent
    assert bool(said) or "ERROR" not in sent


def is_erased(settings: Settings, event_id: str) -> bool:
    """Its key is destroyed, and nothing of the topic that it came by is left but what came after."""
    keys, marks = Keys(settings), Watermarks(settings)
    keys.read_on()
    lows = [marks.of("police", partition)[0] for partition in range(AGENCY_TOPICS[Agency.POLICE].partitions)]
    marks.close()
    epochs = keys.ring.epochs(AREA)
    gone = [keys.find(AREA, epoch, event_key(SOURCE, event_id)) is None for epoch in epochs]
    return bool(epochs) and all(gone) and any(lows)


def read_logs(running_as: list[Processes]) -> str:
    return "".join((each.logs / f"{role}.log").read_text() for each, role in zip(running_as, PATH, strict=True))


def test_processes_run_with_no_more_than_their_own_rights(secured: Secured) -> None:
    """What a sender writes to Kafka goes through intake and projector, each under its own user, into Redis; what it
    erases has no key any more and is gone from its topic; and those who follow the rest of the topics may."""
    assert send(secured.client(POLICE), "police") is None
    assert send(secured.client(POLICE), "police", erasure(AREA, 9, "E1")) is None
    with ExitStack() as held:
        running_as = [held.enter_context(running(secured.as_user(f"linnet-{role}"), role)) for role in PATH]
        await_quiet(secured.as_user("linnet-operator"), 180)
        await_true(lambda: is_erased(secured.as_user("linnet-operator"), "E1"), 60)
        committed = Redis.from_url(secured.settings.redis_url).get(in_area(AREA, POSITION))
        # Those that nobody here waits for may be slow to start.
        await_true(lambda: read_logs(running_as).count('"event": "starting"') == len(PATH), 60)
        logs = read_logs(running_as)
    assert committed is not None
    assert "AUTHORIZATION" not in logs.upper()
    assert logs.count('"event": "starting"') == len(PATH)
