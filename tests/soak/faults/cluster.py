"""Kafka of one broker or three, each broker and controller in one, with a door for each process to be harmed."""

import base64
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from infra.stack.broker_settings import BROKER, LOGGING
from infra.stack.jars import class_path, default_cache
from infra.stack.jvm import environment, java
from infra.stack.ports import LOOPBACK, Ports
from infra.stack.rehearsal import archive
from infra.stack.server import Server

_SECONDS = 120.0

# Of a property that is said twice Java takes what comes last.
_OURS = """
node.id={number}
controller.quorum.voters={voters}
listeners={listeners}
advertised.listeners={advertised}
listener.security.protocol.map={protocols}
inter.broker.listener.name=PLAINTEXT
default.replication.factor={copies}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
"""


@dataclass(frozen=True, slots=True)
class Door:
    """A listener at ``port`` of which clients are told that it is at ``shown``, where a proxy stands."""

    name: str
    port: int
    shown: int


@dataclass(frozen=True, slots=True)
class Place:
    number: int
    home: Path
    broker: int
    controller: int


class Node:
    def __init__(self, place: Place, cluster: str, lines: str, jars: Sequence[Path], flags: Sequence[str]) -> None:
        place.home.mkdir(parents=True, exist_ok=True)
        self.place, self._cluster, self._lines = place, cluster, lines
        self._jars, self._flags = jars, [*flags, "-Xmx320m"]
        self._server = Server("kafka", place.home, lambda _: None)
        self._admin: AdminClient | None = None
        self.kill = self._server.kill

    @property
    def pid(self) -> int:
        return self._server.pid

    def start(self) -> None:
        """Returns once it is among the brokers that it knows of."""
        home, words = self.place.home, {"host": LOOPBACK, "broker": self.place.broker}
        text = BROKER.format(home=home, doors="", controller=self.place.controller, **words) + self._lines
        settings = home / "server.properties"
        settings.write_text(text)
        (home / "log4j2.properties").write_text(LOGGING.format(home=home))
        if not (home / "data" / "meta.properties").exists():
            format_words = ("format", "--ignore-formatted", "-t", self._cluster, "-c", str(settings))
            self._server.run(self._java("kafka.tools.StorageTool", *format_words), _SECONDS, environment())
        self._server.start(self._java("kafka.Kafka", str(settings)), self._answers, _SECONDS, environment())

    def stop(self) -> None:
        self._server.stop(60)

    def _java(self, *words: str) -> list[str]:
        return java(self.place.home, self._jars, self._flags, *words)

    def _answers(self) -> bool:
        if self._admin is None:
            quiet = {"log_level": 0, "reconnect.backoff.max.ms": 500}
            self._admin = AdminClient({"bootstrap.servers": f"{LOOPBACK}:{self.place.broker}", **quiet})
        try:
            return self.place.number in self._admin.list_topics(timeout=2.0).brokers
        except KafkaException:
            return False


class Cluster:
    def __init__(self, home: Path, ports: Ports, brokers: int = 1, doors: Sequence[Door] = ()) -> None:
        """``doors``: of the first broker; where there are several brokers, clients would find the others' too."""
        jars = class_path(default_cache() / "maven", lambda _: None)
        flags, cluster = archive(jars, default_cache(), lambda _: None), _cluster_id()
        numbers = range(1, brokers + 1)
        places = [Place(n, home / str(n), ports.claim(f"kafka-{n}"), ports.claim(f"controller-{n}")) for n in numbers]
        voters = ",".join(f"{place.number}@{LOOPBACK}:{place.controller}" for place in places)
        self.nodes = [Node(one, cluster, _write_lines(one, voters, brokers, doors), jars, flags) for one in places]
        self.bootstrap = ",".join(f"{LOOPBACK}:{place.broker}" for place in places)

    def start(self) -> None:
        """All at once: none answers before most are there."""
        with ThreadPoolExecutor(len(self.nodes)) as pool:
            list(pool.map(Node.start, self.nodes))

    def stop(self) -> None:
        """By kill: nobody reads this data again, and the last two of three would wait for each other."""
        for node in self.nodes:
            node.kill()

    def await_whole(self, seconds: float = _SECONDS) -> float:
        """Until each partition has all its copies in sync again; how long that took."""
        begun = time.monotonic()
        while not self._is_whole():
            assert time.monotonic() - begun < seconds, "copies are not in sync again"
            time.sleep(0.1)
        return time.monotonic() - begun

    def _is_whole(self) -> bool:
        admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
        try:
            topics: Any = admin.list_topics(timeout=5.0).topics.values()
        except KafkaException:
            return False
        partitions = [one for topic in topics for one in topic.partitions.values()]
        return all(one.leader >= 0 and len(one.isrs) == len(one.replicas) for one in partitions)


def _write_lines(place: Place, voters: str, copies: int, doors: Sequence[Door]) -> str:
    listens = [("PLAINTEXT", place.broker, place.broker), *((door.name, door.port, door.shown) for door in doors)]
    listeners = [f"{name}://{LOOPBACK}:{port}" for name, port, _ in listens]
    return _OURS.format(
        number=place.number,
        voters=voters,
        listeners=",".join([*listeners, f"CONTROLLER://{LOOPBACK}:{place.controller}"]),
        advertised=",".join(f"{name}://{LOOPBACK}:{shown}" for name, _, shown in listens),
        protocols=",".join(f"{name}:PLAINTEXT" for name in (*(name for name, _, _ in listens), "CONTROLLER")),
        copies=copies,
        in_sync=max(copies - 1, 1),
    )


def _cluster_id() -> str:
    return "A" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")[1:]
