"""A disk that is full: the servers' data on a small file system of their own, filled up and freed again."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from tests.integration.roles import await_true
from tests.soak.faults.ground import Ground
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import WITHIN_SECONDS, Say

_BLOCK = b"\0" * 65_536
_FULL_SECONDS = 4.0
_NOTICED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Disk:
    root: Path

    def fill(self) -> None:
        with (self.root / "filler").open("wb", buffering=0) as filler, suppress(OSError):  # until no space is left
            while True:
                filler.write(_BLOCK)

    def free(self) -> None:
        (self.root / "filler").unlink()


@contextmanager
def small_disk(root: Path, mib: int) -> Iterator[Disk | None]:
    """In memory. None where this user may not mount."""
    root.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "tmpfs", str(root)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield Disk(root)
    finally:
        subprocess.run(["umount", "--lazy", str(root)], check=True)


@dataclass(frozen=True, slots=True)
class Freed:
    """Seconds from when there was space again, with Kafka's start, until something new had passed through all."""

    valkey: float
    kafka: float


def fill_disks(found: Ground, marker: Marker, valkey: Disk, kafka: Disk, say: Say) -> Freed:
    valkey.fill()
    await_true(lambda: _refuses_writes(found), _NOTICED_SECONDS)
    time.sleep(_FULL_SECONDS)
    valkey.free()
    first = marker.passes(WITHIN_SECONDS)
    say(f"Valkey's disk was full: {first:.1f} s")
    kafka.fill()
    node = found.cluster.nodes[0]
    # It ends when it cannot write, and whoever supervises it starts it again, in vain while the disk is full.
    await_true(lambda: not _is_alive(node.pid), _NOTICED_SECONDS)
    time.sleep(_FULL_SECONDS)
    kafka.free()
    begun = time.monotonic()
    node.start()
    marker.passes(WITHIN_SECONDS)
    second = time.monotonic() - begun
    say(f"Kafka's disk was full: {second:.1f} s")
    return Freed(first, second)


def _refuses_writes(found: Ground) -> bool:
    with Redis.from_url(found.settings.redis_url) as redis:
        return bool(redis.info("persistence")["aof_last_write_status"] != "ok")


def _is_alive(pid: int) -> bool:
    with suppress(ChildProcessError):
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    return False
