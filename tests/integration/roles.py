"""Linnet's processes as they run in earnest, for tests: started, killed, and waited for."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from infra.lag import Ends, LagGauge
from infra.processes import Processes
from infra.stack.leash import Child
from streams.errors import Transient
from streams.settings import Settings
from streams.topics import INTAKE_TOPICS, OBSERVATIONS

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
    """Until all that had been sent is admitted or refused, and all that was admitted by then is in Redis. What comes
    meanwhile is not waited for: forty areas have a tick each second, of which one may always be on its way."""
    gauge, end = LagGauge(settings), time.monotonic() + _LOADED * seconds
    _await_none(lambda: gauge.find_ends(*INTAKE_TOPICS), gauge.count_unadmitted, end)
    # A partition is as far as the furthest of its areas, which are committed one after the other.
    for _ in range(2):
        _await_none(lambda: gauge.find_ends(OBSERVATIONS), gauge.count_unapplied, end)
        time.sleep(0.05)


def await_admitted(settings: Settings, seconds: float) -> None:
    """Until all that had been sent is admitted or refused."""
    gauge = LagGauge(settings)
    end = time.monotonic() + _LOADED * seconds
    _await_none(lambda: gauge.find_ends(*INTAKE_TOPICS), gauge.count_unadmitted, end)


def _await_none(find_ends: Callable[[], Ends], count: Callable[[Ends], int], end: float) -> None:
    ends: Ends | None = None
    while True:
        with suppress(Transient):
            ends = ends or find_ends()
            if not count(ends):
                return
        assert time.monotonic() < end, "something waits still"
        time.sleep(0.2)


def await_true(condition: Callable[[], bool], seconds: float) -> None:
    """Within ``seconds`` on a machine of two cores that has nothing else to do; it waits longer before it gives up."""
    end = time.monotonic() + _LOADED * seconds
    while not condition():
        assert time.monotonic() < end, f"not true after {seconds} s"
        time.sleep(0.2)
