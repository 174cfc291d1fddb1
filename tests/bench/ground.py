"""A stack of our own in a fresh directory, with Linnet's real processes on it, and nobody else's."""

import os
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil

from infra.partnership.plan import PARTNERSHIP_FILE
from infra.processes import Processes
from infra.stack.embedded import EmbeddedStack
from infra.stack.ports import Ports
from scoring.state.opening import hold_keys
from streams.broker import create_topics
from streams.errors import Broken
from streams.sealing.making import make_missing
from streams.settings import Settings
from tests.bench.cpu import Meter
from tests.bench.feeds import Message, mark_ends
from tests.bench.sending import send_and_wait

_SERVERS = {"java": "Kafka", "valkey-server": "Valkey"}
_PATIENCE_SECONDS = 120.0


@dataclass(slots=True)
class Ground:
    settings: Settings
    seconds_to_servers: float
    seconds_to_ready: float = 0.0
    seconds_to_work: float = 0.0
    _pids: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def processes(self, warming: list[Message], name: str) -> Iterator[None]:
        """All of ``linnet up``, ready: each has done its work on ``warming`` once. Not started again if one ends."""
        processes, started = Processes(self.settings, lambda _: None), time.perf_counter()
        try:
            processes.start()
            await_ready(self.settings)
            self.seconds_to_ready = time.perf_counter() - started
            send_and_wait(self.settings, warming, mark_ends(warming, name))
            self.seconds_to_work = time.perf_counter() - started
            self._pids = {name: role.child.pid for name, role in processes.roles.items()}
            yield
            if ended := [name for name, role in processes.roles.items() if role.child.poll() is not None]:
                raise Broken(f"{', '.join(ended)} ended during the measurement; the figures would be of no use")
        finally:
            processes.stop()

    def meter(self) -> Meter:
        return Meter(self._pids | find_servers() | {"this command (sends and looks)": os.getpid()})


@contextmanager
def fresh_ground(people: Mapping[str, int] | None = None) -> Iterator[Ground]:
    """``people``: how many live in each area; without, the simulated partnership's file says nothing of it."""
    with TemporaryDirectory(prefix="linnet-bench-") as name:
        started = time.perf_counter()
        with EmbeddedStack(Path(name) / "stack", lambda _: None) as stack:
            seconds = time.perf_counter() - started
            settings = Settings(
                kafka_bootstrap=stack.endpoints.kafka_bootstrap,
                redis_url=stack.endpoints.redis_url,
                data_dir=Path(name) / "linnet",
                partnership_file=_say_people(Path(name) / "partnership.toml", people or {}),
                dev_signin=True,
                looks_per_minute=0,
                api_port=Ports(Path(name) / "ports.json", random.SystemRandom()).claim("api"),
            )
            create_topics(settings)
            make_missing(settings, lambda: datetime.now(UTC))
            hold_keys(settings)
            yield Ground(settings, seconds)


def _say_people(path: Path, people: Mapping[str, int]) -> Path:
    text = PARTNERSHIP_FILE.read_text(encoding="utf-8")
    for area, count in people.items():
        text = text.replace(f"[areas.{area}]", f"[areas.{area}]\npeople = {count}")
    path.write_text(text, encoding="utf-8")
    return path


def find_servers() -> dict[str, int]:
    """Pids of the Kafka and Valkey that are children of this process."""
    children = {child.name(): child.pid for child in psutil.Process().children()}
    return {shown: children[name] for name, shown in _SERVERS.items() if name in children}


def await_ready(settings: Settings, path: str = "/readyz") -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not _is_ready(f"http://{settings.api_host}:{settings.api_port}{path}"):
        if time.monotonic() > end:
            raise Broken(f"Linnet was not ready after {_PATIENCE_SECONDS:.0f} s")
        time.sleep(0.05)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:  # the API is not listening yet
        return False
