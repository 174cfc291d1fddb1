"""What the figures were measured on; neither its name nor any path of it."""

import os
import platform
from importlib.metadata import version
from time import process_time

import psutil

_ADDED = 1_000_000


def describe_machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    busy, python = os.getloadavg()[0], platform.python_version()
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} on {platform.machine()}, "
        f"Python {python} (a million additions in a loop: {_time_loop():.0f} ms), "
        f"faust-streaming {version('faust-streaming')}; before the start {busy:.1f} processes were running or waiting "
        "for a core (load average over one minute). Sender, Kafka, Valkey and all of Linnet share these cores."
    )


def _time_loop() -> float:
    """Milliseconds, the least of five: one release of Python adds up to twice as fast as the same one built without
    profiles of its own use, and what it runs on differs from day to day."""
    return min(_add() for _ in range(5)) * 1_000


def _add() -> float:
    begun, total = process_time(), 0
    for number in range(_ADDED):
        total += number
    return process_time() - begun
