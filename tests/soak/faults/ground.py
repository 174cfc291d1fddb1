"""All of Linnet that an alert passes on its way, each process with connections of its own that can be harmed."""

import hashlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from secrets import token_hex

import httpx
from cryptography.fernet import Fernet
from redis import Redis

from infra.partnership.plan import PARTNERSHIP_FILE
from infra.processes import Processes
from infra.stack.ports import LOOPBACK, Ports
from infra.stack.valkey import Valkey
from scoring.state.keys import POSITION, in_area
from scoring.state.opening import hold_keys
from scoring.state.store import Position
from streams.broker import create_topics
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.sealing.making import make_missing
from streams.settings import Settings
from streams.topics import DECISIONS, OBSERVATIONS
from tests.alerted import adoption
from tests.events import raw
from tests.integration.posting import TOKEN
from tests.integration.receivers import Receiver, receiving
from tests.integration.roles import await_true, watching
from tests.partnerships import POSTING
from tests.soak.faults.cluster import Cluster, Door
from tests.soak.faults.homes import RULES
from tests.soak.faults.toxiproxy import Toxiproxy, toxiproxy
from tests.soak.faults.traffic import Looker, Sender

ROLES = ("clock", "intake", "projector", "relay", "delivery", "receiving", "api")
_AT_VALKEY = ("projector", "relay", "api")
LINKS = (
    *(f"{role} to Kafka" for role in ROLES),
    *(f"{role} to Valkey" for role in _AT_VALKEY),
    *("delivery to webhook", "senders to receiving"),
)
_SECRET = "whsec_" + "bGlubmV0LWxpbm5ldC1saW5uZXQtbGlubmV0"
_START_SECONDS = 180.0


@dataclass(slots=True)
class Ground:
    """``settings`` are those of whoever watches, and is not harmed. ``links``: by name, from whom to whom."""

    home: Path
    ports: Ports
    cluster: Cluster
    valkey: Valkey
    settings: Settings
    areas: list[str]
    receiver: Receiver
    proxy: Toxiproxy | None
    links: dict[str, int] = field(default_factory=dict)
    workers: dict[str, Processes] = field(default_factory=dict)

    def start(self, role: str, instance: str = "1") -> None:
        """Under the supervisor of ``linnet up``, which starts it again when it ends."""
        name = role if instance == "1" else f"{role} {instance}"
        own = {"instance": instance, "data_dir": self.home / "data" / name, **self._ways(role)}
        processes = Processes(self.settings.model_copy(update=own), lambda _: None)
        processes.start((role,))
        self.workers[name] = processes

    def end(self, name: str) -> None:
        """kill -9, and nobody starts it again; returns when it is gone."""
        (role,) = self.workers.pop(name).roles.values()
        role.child.kill()
        role.child.wait()

    def kill(self, name: str) -> None:
        """kill -9. It is started again as one that ends for the first time."""
        (role,) = self.workers[name].roles.values()
        role.pause = 0.25
        os.kill(role.child.pid, signal.SIGKILL)

    def pid(self, name: str) -> int:
        (role,) = self.workers[name].roles.values()
        return role.child.pid

    def watch(self) -> None:
        for processes in list(self.workers.values()):
            processes.watch()

    def sender(self) -> Sender:
        return Sender(self.links.get("senders to receiving", self.settings.receiving_port))

    def looker(self, name: str) -> Looker:
        return Looker(self.settings, self.settings.api_port, name)

    def position(self, area: str) -> int:
        """The offset of the last message of the log that took effect; -1: none."""
        with Redis.from_url(self.settings.redis_url) as redis:
            found = redis.get(in_area(area, POSITION))
        return Position.read(found).offset if isinstance(found, bytes) else -1

    def _ways(self, role: str) -> dict[str, str]:
        ways = {}
        if port := self.links.get(f"{role} to Kafka"):
            ways["kafka_bootstrap"] = f"{LOOPBACK}:{port}"
        if port := self.links.get(f"{role} to Valkey"):
            ways["redis_url"] = f"redis://{LOOPBACK}:{port}/0"
        return ways


@contextmanager
def ground(
    home: Path, brokers: int = 1, harmed: bool = False, areas: int = 2, tick_seconds: float = 0.5
) -> Iterator[Ground]:
    """``harmed``: each connection goes through Toxiproxy. Ready when a rule is adopted in each area."""
    os.environ.setdefault("LINNET_WRAPPING_KEYS", Fernet.generate_key().decode())
    os.environ.setdefault("LINNET_STATE_KEYS", Fernet.generate_key().decode())
    os.environ.setdefault("LINNET_INDEX_KEY", token_hex(32))
    with ExitStack() as held:
        ports = Ports(home / "ports.json", SystemRandom())
        proxy = held.enter_context(toxiproxy(home / "proxy", ports.claim("proxy"))) if harmed else None
        links, doors = _lay_links(ports, proxy) if proxy else ({}, [])
        valkey = Valkey(home / "valkey", ports.claim("valkey"), lambda _: None)
        cluster = Cluster(home / "kafka", ports, brokers, doors)
        receiver = held.enter_context(receiving(port=ports.claim("webhook")))
        settings = _write_settings(home, ports, cluster, valkey, _name_areas(areas), tick_seconds)
        # Whoever judges reads what is sealed, and names keys as those do who are judged.
        hold_keys(settings)
        if proxy:
            _lay_rest(ports, proxy, links, valkey, settings, receiver)
        _write_routes(settings, links.get("delivery to webhook", receiver.port))
        held.callback(valkey.stop)
        valkey.start()
        held.callback(cluster.stop)
        cluster.start()
        create_topics(settings)
        make_missing(settings, lambda: datetime.now(UTC))
        found = Ground(home, ports, cluster, valkey, settings, _name_areas(areas), receiver, proxy, links)
        held.enter_context(_watching(found))
        for role in ROLES:
            found.start(role)
        _adopt(found)
        yield found


def _name_areas(count: int) -> list[str]:
    """Each on a partition of its own."""
    names = (f"storm{letter}{other}" for letter in "abcdef" for other in "abcdefghij")
    chosen: dict[int, str] = {}
    for name in names:
        chosen.setdefault(partition_of(name, OBSERVATIONS.partitions), name)
    return sorted(chosen.values())[:count]


def _lay_links(ports: Ports, proxy: Toxiproxy) -> tuple[dict[str, int], list[Door]]:
    doors = [Door(role.upper(), ports.claim(f"{role} door"), ports.claim(f"{role} shown")) for role in ROLES]
    links = {}
    for door in doors:
        links[name := f"{door.name.lower()} to Kafka"] = door.shown
        proxy.link(name, door.shown, door.port)
    return links, doors


def _lay_rest(
    ports: Ports, proxy: Toxiproxy, links: dict[str, int], valkey: Valkey, settings: Settings, receiver: Receiver
) -> None:
    at_valkey = int(valkey.url.rsplit(":", 1)[1].split("/")[0])
    upstream = {f"{role} to Valkey": at_valkey for role in _AT_VALKEY}
    upstream |= {"delivery to webhook": receiver.port, "senders to receiving": settings.receiving_port}
    for name, port in upstream.items():
        links[name] = ports.claim(name)
        proxy.link(name, links[name], port)


def _write_settings(
    home: Path, ports: Ports, cluster: Cluster, valkey: Valkey, areas: Sequence[str], tick_seconds: float
) -> Settings:
    partnership = home / "partnership.toml"
    text = PARTNERSHIP_FILE.read_text(encoding="utf-8")
    purposes = text[text.index("[[purposes]]") :]
    said = "\n".join(f'[areas.{area}]\nlabel = "{area}"\nsources = {{ "{POSTING}" = "police" }}\n' for area in areas)
    partnership.write_text(f"{said}\n{purposes}", encoding="utf-8")
    return Settings(
        kafka_bootstrap=cluster.bootstrap,
        kafka_replication=len(cluster.nodes),
        redis_url=valkey.url,
        data_dir=home / "data",
        partnership_file=partnership,
        feeds_file=_write_senders(home / "senders.toml", areas),
        delivery_file=home / "delivery.toml",
        receiving_port=ports.claim("receiving"),
        api_port=ports.claim("api"),
        tick_seconds=tick_seconds,
        dev_signin=True,
        looks_per_minute=0,
    )


def _write_senders(path: Path, areas: Sequence[str]) -> Path:
    token = hashlib.sha256(TOKEN.encode()).hexdigest()
    path.write_text(f'''
[senders.soak]
source = "{POSTING}"
areas = {json.dumps(list(areas))}
tokens = [{{ sha256 = "{token}", until = 2099-01-01 }}]
''')
    return path


def _write_routes(settings: Settings, port: int) -> None:
    assert settings.delivery_file
    os.environ["LINNET_SOAK_SECRET"] = _SECRET
    settings.delivery_file.write_text(f"""
[destinations.soak]
kind = "webhook"
url = "http://{LOOPBACK}:{port}/alerts"
secret = "LINNET_SOAK_SECRET"
timeout_seconds = 2.0
""")


@contextmanager
def _watching(found: Ground) -> Iterator[None]:
    try:
        with watching(found.watch):
            yield
    finally:
        for name in list(found.workers):
            found.end(name)


def _adopt(found: Ground) -> None:
    """And wait until each process has begun to work."""
    rules = [Outgoing(DECISIONS.name, area.encode(), raw(adoption(RULES, area=area))) for area in found.areas]
    publisher = Publisher(found.settings)
    publisher.publish_blocking(rules)
    await_true(lambda: all(found.position(area) > 0 for area in found.areas), _START_SECONDS)
    for port in (found.settings.receiving_port, found.settings.api_port):
        await_true(lambda port=port: _is_up(port), _START_SECONDS)  # type: ignore[misc]


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://{LOOPBACK}:{port}/healthz").status_code == 200
    except httpx.TransportError:  # not yet
        return False
