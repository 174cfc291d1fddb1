"""Builds and runs ``Counts.java`` on the same events, sent as they are to a topic of its own."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import psutil
from confluent_kafka.admin import AdminClient, NewTopic

from infra.stack.jars import Jar, class_path, default_cache
from infra.stack.jvm import environment
from infra.stack.leash import spawn, stop
from streams.errors import Broken
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.cpu import Meter, Spent
from tests.bench.feeds import Message
from tests.bench.ground import find_servers
from tests.bench.peers.jvm.flow import measure_counts
from tests.bench.peers.plays import HOST

_SOURCE = Path(__file__).with_name("Counts.java")
# What Kafka Streams needs beside the jars of Kafka, which are of the same version.
_FURTHER = (
    Jar(
        "org.apache.kafka",
        "kafka-streams",
        "4.4.0",
        "6e06548a119adf213121ad2e4fefff6ab4263875b4f761425ace8ea4f5ba04a6",
    ),
    Jar("org.rocksdb", "rocksdbjni", "10.1.3", "e7f925287d9fe2574fb7c7a86f7facaa9b8ab602a2eed0e598bf633528121498"),
)
_EVENTS, _COUNTS = "peer-events", "peer-counts"
_TOLD = ("begin ", "half ", "end ")
_POLL_SECONDS = 0.01
# For half of the events.
_PATIENCE_SECONDS = 600.0
_GRACE_SECONDS = 10.0
_CHUNK = 5_000


def find_compiler() -> Path | None:
    """A JDK's javac; the Java that Linnet brings has no compiler."""
    found = shutil.which("javac")
    return Path(found).resolve() if found else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events counted, and what was spent meanwhile."""

    events: int
    spent: Spent

    def cpu(self, process: str) -> float:
        """Microseconds an event."""
        return self.spent.cpu[process] / self.events * 1e6


@dataclass(frozen=True, slots=True)
class Counted:
    """``warm``: the second half, when the JVM has compiled itself. ``memory``: its largest resident size, bytes.
    ``times``: milliseconds, of a steady flow afterwards."""

    whole: Stretch
    warm: Stretch
    memory: int
    times: list[float] = field(default_factory=list)


def count_events(settings: Settings, compiler: Path, sent: list[Message], rate: int, later: list[Message]) -> Counted:
    """Raises :class:`Broken` when it does not come to its end."""
    with TemporaryDirectory(prefix="linnet-bench-") as name:
        folder, counts, servers = Path(name), _expect(sent), find_servers()  # before another child is called java
        command = [*_build(compiler, folder), settings.kafka_bootstrap, str(folder / "state"), _EVENTS, _COUNTS]
        _send(settings, sent)
        child = spawn([*command, str(counts)], folder / "said", environment())
        try:
            counted = _watch({HOST: child.pid} | servers, folder / "said", len(sent) / counts)
            return replace(counted, times=measure_counts(settings, rate, later, _EVENTS, _COUNTS) if later else [])
        finally:
            stop(child, _GRACE_SECONDS)


def _build(compiler: Path, folder: Path) -> list[str]:
    """The command that runs it, but for its arguments."""
    jars = os.pathsep.join(map(str, class_path(default_cache() / "maven", lambda _: None, _FURTHER)))
    try:
        command = [str(compiler), "--release", "17", "-cp", jars, "-d", str(folder), str(_SOURCE)]
        subprocess.run(command, capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError as fault:
        raise Broken(f"{_SOURCE.name} cannot be compiled:\n{fault.stderr[-1_000:]}") from None
    return [str(compiler.with_name("java")), "-Xmx1g", "-cp", f"{folder}{os.pathsep}{jars}", "Counts"]


def _send(settings: Settings, sent: list[Message]) -> None:
    admin, publisher = AdminClient(settings.kafka_client()), Publisher(settings)
    topics = [NewTopic(topic, num_partitions=OBSERVATIONS.partitions) for topic in (_EVENTS, _COUNTS)]
    for done in admin.create_topics(topics).values():
        done.result(_PATIENCE_SECONDS)
    for start in range(0, len(sent), _CHUNK):
        publisher.publish_blocking([Outgoing(_EVENTS, it.key, it.value) for it in sent[start : start + _CHUNK]])


def _watch(pids: dict[str, int], said: Path, events_a_count: float) -> Counted:
    jvm = psutil.Process(pids[HOST])
    memory, starts, moved = 0, dict[str, tuple[int, Meter]](), time.monotonic()
    while jvm.status() != psutil.STATUS_ZOMBIE and time.monotonic() - moved < _PATIENCE_SECONDS:
        told = dict(line.split() for line in said.read_text().splitlines() if line.startswith(_TOLD))
        for mark in told.keys() - starts.keys():
            starts[mark], moved = (int(told[mark]), Meter(pids)), time.monotonic()
        if "end" in told:
            end = starts["end"][0]
            whole, warm = (
                Stretch(round((end - start) * events_a_count), meter.spent())
                for start, meter in (starts["begin"], starts["half"])
            )
            return Counted(whole, warm, memory)
        memory = max(memory, jvm.memory_info().rss)
        time.sleep(_POLL_SECONDS)
    raise Broken(f"Kafka Streams did not come to its end:\n{said.read_text()[-2_000:]}")


def _expect(sent: list[Message]) -> int:
    """How many counts come of them: one for the person of each contact, one for the address."""
    found = (orjson.loads(message.value)["data"] for message in sent)
    return sum(("person" in data) + ("address" in data) for data in found if "happened_at" in data)
