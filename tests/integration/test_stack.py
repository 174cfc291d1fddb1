import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
import redis
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from infra.stack.embedded import EmbeddedStack
from infra.stack.ports import LOOPBACK, is_free
from streams.errors import Broken

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]


def append(stack: EmbeddedStack, topic: str, values: list[bytes]) -> None:
    producer = Producer(
        {"bootstrap.servers": stack.endpoints.kafka_bootstrap, "enable.idempotence": True, "log_level": 0}
    )
    for value in values:
        producer.produce(topic, value)
    assert producer.flush(30) == 0


def create(stack: EmbeddedStack, topic: str) -> None:
    admin = AdminClient({"bootstrap.servers": stack.endpoints.kafka_bootstrap})
    admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])[topic].result(30)


def read(stack: EmbeddedStack, topic: str, count: int) -> list[bytes]:
    consumer = Consumer({"bootstrap.servers": stack.endpoints.kafka_bootstrap, "group.id": "tests", "log_level": 0})
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    messages = consumer.consume(count, timeout=30)
    consumer.close()
    return [message.value() for message in messages]


def store(stack: EmbeddedStack) -> redis.Redis:
    return redis.Redis.from_url(stack.endpoints.redis_url, decode_responses=True, single_connection_client=True)


def synced(client: redis.Redis) -> bool:
    """Waits until all writes of this connection are on the disk, 5 s at most."""
    return bool(client.waitaof(1, 0, 5000)[0] == 1)


def servers(owner: int) -> list[psutil.Process]:
    return [
        child for child in psutil.Process(owner).children(recursive=True) if child.name() in ("java", "valkey-server")
    ]


def all_end(processes: list[psutil.Process]) -> bool:
    """Within 5 s. What is dead and waits to be collected counts as ended: not each machine collects orphans."""
    end = time.monotonic() + 5
    while any(alive(each) for each in processes) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(alive(each) for each in processes)


def alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStack]:
    with EmbeddedStack(tmp_path_factory.mktemp("stack")) as running:
        yield running


def test_data_survives_a_restart(tmp_path: Path) -> None:
    """The same directory comes back with the same addresses, log and store."""
    with EmbeddedStack(tmp_path) as first:
        create(first, "observations")
        append(first, "observations", [b"one", b"two"])
        store(first).set("position", "2")
    with EmbeddedStack(tmp_path) as second:
        assert second.endpoints == first.endpoints
        assert read(second, "observations", 2) == [b"one", b"two"]
        assert store(second).get("position") == "2"


def test_a_taken_port_is_replaced_and_advertised(tmp_path: Path) -> None:
    """When another program took the ports meanwhile, new ones are chosen and clients are sent to those."""
    with EmbeddedStack(tmp_path) as first:
        create(first, "observations")
        append(first, "observations", [b"one"])
    with ExitStack() as held:
        for port in json.loads((tmp_path / "ports.json").read_text()).values():
            held.enter_context(socket.create_server((LOOPBACK, port)))
        second = held.enter_context(EmbeddedStack(tmp_path))
        assert second.endpoints.kafka_bootstrap != first.endpoints.kafka_bootstrap
        assert second.endpoints.redis_url != first.endpoints.redis_url
        assert read(second, "observations", 1) == [b"one"]


def test_kill_of_the_owner_leaves_nothing_running_and_loses_nothing(tmp_path: Path) -> None:
    """After kill -9 of the Python process no server lives, and the next start has all that was kept."""
    owner = f"""
import time
from pathlib import Path
from infra.stack.embedded import EmbeddedStack
with EmbeddedStack(Path({str(tmp_path)!r})) as stack:
    from tests.integration.test_stack import append, create, store, synced
    create(stack, "observations")
    append(stack, "observations", [b"%d" % number for number in range(1000)])
    with store(stack) as client:
        client.set("position", "1000")
        assert synced(client)
    print("ready", flush=True)
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", owner], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        orphans = servers(process.pid)
        assert {each.name() for each in orphans} == {"java", "valkey-server"}
        process.kill()
    assert all_end(orphans)
    with EmbeddedStack(tmp_path) as again:
        assert read(again, "observations", 1000) == [b"%d" % number for number in range(1000)]
        assert store(again).get("position") == "1000"


def test_sigterm_during_the_start_leaves_nothing_running(tmp_path: Path) -> None:
    """Also an owner that is killed half-way through its start takes its servers along."""
    owner = f"""
from pathlib import Path
from infra.stack.embedded import EmbeddedStack
EmbeddedStack(Path({str(tmp_path)!r})).__enter__()
"""
    with subprocess.Popen([sys.executable, "-c", owner], cwd=ROOT) as process:
        end = time.monotonic() + 30
        while not (found := servers(process.pid)) and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
    assert found
    assert all_end(found)


def test_a_second_owner_is_refused(stack: EmbeddedStack) -> None:
    """A directory in use is refused with its owner's pid, and the running stack is not disturbed."""
    with (
        pytest.raises(Broken, match=f"in use by a running Linnet .process {os.getpid()}"),
        EmbeddedStack(stack.data_dir),
    ):
        pass
    stack.check()


@pytest.mark.usefixtures("stack")
def test_only_this_machine_can_connect() -> None:
    """All that listens, the controller too, listens on 127.0.0.1."""
    listening = [
        (each.name(), connection.laddr.ip)
        for each in servers(os.getpid())
        for connection in each.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {("java", LOOPBACK), ("valkey-server", LOOPBACK)}
    assert listening.count(("java", LOOPBACK)) == 2 * listening.count(("valkey-server", LOOPBACK))


def test_topics_are_not_made_by_writing(stack: EmbeddedStack) -> None:
    """An event for a topic that was not declared is refused."""
    settings = {"bootstrap.servers": stack.endpoints.kafka_bootstrap, "log_level": 0, "message.timeout.ms": 3000}
    refused: list[bool] = []
    producer = Producer(settings)
    producer.produce("undeclared", b"event", on_delivery=lambda error, _: refused.append(error is not None))
    producer.flush(10)
    assert refused == [True]


def test_kafka_comes_back_after_kill(stack: EmbeddedStack) -> None:
    """After kill -9 Kafka is gone, and after a restart it has the same port and every acknowledged event."""
    create(stack, "killed")
    append(stack, "killed", [b"before"])
    stack.kill_kafka()
    assert is_free(int(stack.endpoints.kafka_bootstrap.split(":")[1]))
    with pytest.raises(Broken, match="kafka ended by itself"):
        stack.check()
    stack.restart_kafka()
    append(stack, "killed", [b"after"])
    assert read(stack, "killed", 2) == [b"before", b"after"]


def test_valkey_comes_back_after_kill(stack: EmbeddedStack) -> None:
    """After kill -9 Valkey comes back at the same address with every write that it said was synced."""
    with store(stack) as client:
        client.set("position", "41")
        client.incr("position")
        assert synced(client)
    stack.kill_valkey()
    with pytest.raises(redis.exceptions.ConnectionError):
        store(stack).ping()
    stack.restart_valkey()
    assert store(stack).get("position") == "42"


def test_a_restart_from_a_passing_thread_lasts(stack: EmbeddedStack) -> None:
    """A server started by a thread outlives it."""
    thread = threading.Thread(target=stack.restart_valkey)
    thread.start()
    thread.join(60)
    time.sleep(0.3)
    stack.check()
    assert store(stack).ping()
