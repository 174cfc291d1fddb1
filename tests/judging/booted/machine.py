"""A Debian machine in a container, with systemd as its first process and this machine's network."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from infra.stack.leash import spawn, stop

_UP_SECONDS = 60.0
_STOP_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Machine:
    """``root``: its file system, as this machine has it; ``first``: its systemd, by this machine's number."""

    root: Path
    first: int

    def give(self, *command: str, given: bytes = b"", check: bool = True) -> str:
        """What root's command said, in the machine. Raises :class:`subprocess.CalledProcessError`."""
        entering = ["nsenter", "--target", f"{self.first}", "--all", "--", *command]
        found = subprocess.run(entering, input=given, capture_output=True, timeout=180, check=False)
        if check and found.returncode:
            raise AssertionError(f"{' '.join(command)}: {found.returncode}\n{found.stdout!r}\n{found.stderr.decode()}")
        return found.stdout.decode()

    def tell(self, unit: str, name: str) -> str:
        """A property of a unit, as systemctl says it."""
        return self.give("systemctl", "show", "--value", f"--property={name}", unit).strip()


@contextmanager
def booted(root: Path, log: Path) -> Iterator[Machine]:
    command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", f"--directory={root}", "--boot"]
    child = spawn(command, log, dict(os.environ))
    try:
        yield _await(Machine(root, _find_first(child.pid)))
    finally:
        stop(child, _STOP_SECONDS)


def _find_first(container: int) -> int:
    until = time.monotonic() + _UP_SECONDS
    while not (found := psutil.Process(container).children()):
        assert time.monotonic() < until, "the container did not start"
        time.sleep(0.1)
    return found[0].pid


def _await(machine: Machine) -> Machine:
    until = time.monotonic() + _UP_SECONDS
    while machine.give("systemctl", "is-system-running", check=False).strip() not in ("running", "degraded"):
        assert time.monotonic() < until, "its systemd did not come up"
        time.sleep(0.5)
    return machine
