"""One Kafka start for the camera: its loaded classes are archived, and later starts take 1 s instead of 3 s.

The archive (68 MB; Java calls it an AOT cache, JEP 514) costs some 8 s once on a machine. The JVM checks that
it fits the jars and itself, and goes without it if not.
"""

import platform
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from infra.stack.broker_settings import Listeners
from infra.stack.jars import digest
from infra.stack.jvm import VERSION, environment, java
from infra.stack.kafka import Kafka
from infra.stack.ownership import turn
from infra.stack.ports import Ports
from infra.stack.progress import Say
from infra.stack.server import Server
from streams.errors import Broken

STOP_SECONDS = 120.0

# Classes only, no machine code: JDK 25 stores that under names that collide, and warns at each start.
CREATE = (
    "-XX:AOTMode=create",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-AOTAdapterCaching",
    "-XX:-AOTStubCaching",
)


def archive(jars: Sequence[Path], cache: Path, say: Say) -> list[str]:
    """The JVM flags that use the archive, made first if need be; safe from several processes at once.

    No flags if it cannot be made: that is said, Kafka starts all the same, and the next start tries again.

    Raises:
        Broken: Kafka does not start on this machine at all.
    """
    kind = f"{digest()}-{VERSION}-{platform.system()}-{platform.machine()}".lower()
    made = cache / f"kafka-{kind}.aot"
    if not made.exists():
        with turn(cache / "rehearsal.lock", lambda: say("Waiting for another process that prepares Kafka")):
            if not made.exists():
                _make(made, jars, say)
    return [f"-XX:AOTCache={made}"] if made.exists() else []


def _make(made: Path, jars: Sequence[Path], say: Say) -> None:
    say("Preparing Apache Kafka for fast starts, once on this machine (about 10 s)")
    home = made.parent / "rehearsal"
    seen, draft = home / "seen.aotconf", home / "draft.aot"
    _record(home, seen, jars, say)
    assembly = Server("archive", home, say)
    flags = [*CREATE, f"-XX:AOTConfiguration={seen}", f"-XX:AOTCache={draft}"]
    try:
        assembly.run(java(home, jars, flags), STOP_SECONDS, environment())
    except Broken as refusal:
        say(f"Going on without fast starts. {refusal}")
        return
    draft.replace(made)
    shutil.rmtree(home)


def _record(home: Path, seen: Path, jars: Sequence[Path], say: Say) -> None:
    ports = Ports(home / "ports.json", random.SystemRandom())
    listeners = Listeners(ports.claim("kafka"), ports.claim("controller"))
    flags = ["-XX:AOTMode=record", f"-XX:AOTConfiguration={seen}"]
    kafka = Kafka(home, listeners, jars, say, flags)
    try:
        kafka.start()
    finally:
        kafka.stop(STOP_SECONDS)
