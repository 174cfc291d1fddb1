"""The embedded stack: real Apache Kafka and real Valkey from packages, no Docker, no Java, no root.

    with EmbeddedStack(Path(".linnet")) as stack:
        stack.endpoints.kafka_bootstrap

Linux and macOS. One node each and loopback only: for development, tests and a first look.
"""

import random
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.stack.broker_settings import Listeners
from infra.stack.jars import class_path, default_cache
from infra.stack.kafka import Kafka
from infra.stack.ownership import own
from infra.stack.ports import Ports
from infra.stack.progress import Say, to_stderr
from infra.stack.rehearsal import archive
from infra.stack.securing import Security
from infra.stack.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Endpoints:
    kafka_bootstrap: str
    redis_url: str


class EmbeddedStack:
    """Owns ``data_dir`` from enter to exit; what was written is there again at the next enter.

    Raises:
        Broken: (at enter) the directory is in use by a live process, or a server did not come up.
    """

    endpoints: Endpoints

    def __init__(
        self, data_dir: Path, say: Say = to_stderr, cache: Path | None = None, security: Security | None = None
    ) -> None:
        """``security``: of Kafka, which without it takes anybody on this machine for anybody."""
        self._security = security
        self.data_dir = data_dir.resolve()
        self._say = say
        self._cache = cache or default_cache()
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            held.enter_context(own(self.data_dir))
            ports = Ports(self.data_dir / "ports.json", random.SystemRandom())
            self._valkey, self._kafka = self._valkey_at(ports), self._kafka_at(ports)
            self._start(held)
            self.endpoints = Endpoints(self._kafka.bootstrap, self._valkey.url)
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def check(self) -> None:
        """Raises:
        Broken: a server ended by itself; the message names its log and has its last lines.
        """
        self._kafka.check()
        self._valkey.check()

    def kill_kafka(self) -> None:
        """kill -9; returns when the process is gone."""
        self._kafka.kill()

    def stop_kafka(self) -> None:
        """In good order, as a machine is shut down; returns when the process is gone."""
        self._kafka.stop()

    def restart_kafka(self) -> None:
        """kill -9 if it runs, then a start on the same port; returns when it answers (about 4 s)."""
        self._kafka.kill()
        self._kafka.start()

    def kill_valkey(self) -> None:
        """kill -9; returns when the process is gone."""
        self._valkey.kill()

    def restart_valkey(self) -> None:
        """kill -9 if it runs, then a start on the same port; returns when its data is loaded."""
        self._valkey.kill()
        self._valkey.start()

    def _start(self, held: ExitStack) -> None:
        self._say("Starting Valkey and Apache Kafka")
        held.callback(self._valkey.stop)
        self._valkey.start()
        held.callback(self._kafka.stop)
        self._kafka.start()
        held.callback(self._say, "Stopping Apache Kafka and Valkey")

    def _valkey_at(self, ports: Ports) -> Valkey:
        return Valkey(self.data_dir / "valkey", ports.claim("valkey"), self._say)

    def _kafka_at(self, ports: Ports) -> Kafka:
        jars = class_path(self._cache / "maven", self._say)
        flags = archive(jars, self._cache, self._say)
        listeners = Listeners(ports.claim("kafka"), ports.claim("controller"))
        return Kafka(self.data_dir / "kafka", listeners, jars, self._say, flags, self._security)
