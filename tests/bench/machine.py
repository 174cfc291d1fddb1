"""What the figures were measured on; neither its name nor any path of it."""

import os
import platform
from importlib.metadata import version

import psutil


def describe_machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} on {platform.machine()}, Python "
        f"{platform.python_version()}, faust-streaming {version('faust-streaming')}; before the start {busy:.1f} "
        "processes were running or waiting for a core (load average over one minute). Sender, Kafka, Valkey and all "
        "of Linnet share these cores."
    )
