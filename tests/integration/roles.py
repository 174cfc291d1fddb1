"""Linnet's processes as they run in earnest, for tests: started, killed, and waited for."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from infra.lag import LagGauge
from infra.processes import Processes
from infra.stack.leash import Child
from streams.errors import Transient
from streams.settings import Settings

# Machines that others load took three times what others take.
_LOADED = 3


@contextmanager
def running(settings: Settings, *roles: str) -> Iterator[Processes]:
    """Under the supervisor of ``linnet up``, which starts again what a test kills."""
    processes = Processes(settings, lambda _: None)
    processes.start(roles)
    try:
        with watching(processes.watch):
            yield processes
    finally:
        processes.stop()


@contextmanager
def watching(watch: Callable[[], None]) -> Iterator[None]:
    """As ``linnet up`` does, several times a second, in a thread of its own."""
    done = Event()

    def go_on() -> None:
        while not done.wait(0.2):
            watch()

    watcher = Thread(target=go_on)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def kill(processes: Processes, role: str) -> None:
    os.kill(processes.roles[role].child.pid, signal.SIGKILL)


def leave(processes: Processes, role: str) -> Child:
    """Nobody starts it again, and whoever asks for it has to end it."""
    child = processes.roles[role].child
    processes.roles = {name: each for name, each in processes.roles.items() if name != role}
    return child


def await_quiet(settings: Settings, seconds: float) -> None:
    """Until every message sent is admitted or refused, and everything admitted is in Redis."""
    gauge = LagGauge(settings)

    def quiet() -> bool:
        try:
            if gauge.read().total:
                return False
            # A partition is as far as the furthest of its areas, which are committed one after the other.
            time.sleep(0.05)
            return gauge.read().total == 0
        except Transient:
            return False

    await_true(quiet, seconds)


def await_admitted(settings: Settings, seconds: float) -> None:
    """Until every message sent is admitted or refused."""
    gauge = LagGauge(settings)
    await_true(lambda: gauge.read().intake == 0, seconds)


def await_true(condition: Callable[[], bool], seconds: float) -> None:
    """Within ``seconds`` on a machine of two cores that has nothing else to do; it waits longer before it gives up."""
    end = time.monotonic() + _LOADED * seconds
    while not condition():
        assert time.monotonic() < end, f"not true after {seconds} s"
        time.sleep(0.2)
