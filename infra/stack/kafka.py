"""Apache Kafka as our child process."""

import base64
import socket
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from infra.stack.broker_settings import Listeners, write_settings
from infra.stack.jvm import environment, java
from infra.stack.ports import LOOPBACK
from infra.stack.progress import Say
from infra.stack.securing import Security
from infra.stack.server import Server

START_SECONDS = 120.0
STOP_SECONDS = 30.0


class Kafka:
    """Data in ``<home>/data``; all it says in ``kafka.log`` (40 MB at most), errors also in ``kafka.out``."""

    def __init__(
        self,
        home: Path,
        listeners: Listeners,
        jars: Sequence[Path],
        say: Say,
        flags: Sequence[str] = (),
        security: Security | None = None,
    ) -> None:
        self._home = home.resolve()
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._listeners = listeners
        self._jars = jars
        self._flags = flags
        self._security = security
        self._server = Server("kafka", self._home, say)
        self.bootstrap = f"{LOOPBACK}:{listeners.broker}"
        self.check = self._server.check
        self.kill = self._server.kill

    def start(self) -> None:
        """Returns when the broker answers and each partition has a leader.

        Raises:
            Broken: it did not come up within 120 s.
        """
        write_settings(self._home, self._listeners, self._security)
        if not self._meta.exists():
            self._format()
        command = self._java("kafka.Kafka", str(self._home / "server.properties"))
        client = self._security.client() if self._security else {}
        question = _Question(self._listeners.broker, self._cluster(), client)
        self._server.start(command, question.answered, START_SECONDS, environment())

    def stop(self, grace_seconds: float = STOP_SECONDS) -> None:
        self._server.stop(grace_seconds)

    def _java(self, *words: str) -> list[str]:
        return java(self._home, self._jars, self._flags, *words)

    @property
    def _meta(self) -> Path:
        return self._home / "data" / "meta.properties"  # the last thing that formatting writes

    def _format(self) -> None:
        cluster = _cluster_id(uuid.uuid4())
        settings = str(self._home / "server.properties")
        words = ("kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", cluster, "-c", settings)
        users = ("--add-scram", self._security.scram()) if self._security else ()
        self._server.run(self._java(*words, *users), START_SECONDS, environment())

    def _cluster(self) -> str:
        lines = self._meta.read_text().splitlines()
        return next(line.removeprefix("cluster.id=") for line in lines if line.startswith("cluster.id="))


def _cluster_id(chance: uuid.UUID) -> str:
    """As Kafka writes ids, and never with a dash in front, which its tool would take for an option."""
    first, *rest = chance.bytes
    return base64.urlsafe_b64encode(bytes([first & 0x7F, *rest])).decode().rstrip("=")


class _Question:
    """Does the cluster of this id answer at this port, each partition with a leader?"""

    def __init__(self, port: int, cluster: str, client: dict[str, Any]) -> None:
        self._port = port
        self._cluster = cluster
        self._client = client | {"bootstrap.servers": f"{LOOPBACK}:{port}", "log_level": 0}
        self._admin: AdminClient | None = None

    def answered(self) -> bool:
        # First a bare connection: librdkafka waits ever longer, up to 10 s, between tries that were refused.
        if self._admin is None and not _listens(self._port):
            return False
        self._admin = self._admin or AdminClient(self._client)
        try:
            seen = self._admin.list_topics(timeout=2.0)
        except KafkaException:
            return False
        led = (each.leader >= 0 for topic in seen.topics.values() for each in topic.partitions.values())
        return seen.cluster_id == self._cluster and all(led)


def _listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1.0).close()
    except OSError:
        return False
    return True
