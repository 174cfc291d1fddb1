"""One owner of a directory at a time, by an OS lock that ends with its holder, also after kill -9."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from streams.errors import Broken


@contextmanager
def own(directory: Path) -> Iterator[None]:
    """Holds ``directory`` for this process alone, or refuses.

    Raises:
        Broken: a live process holds it; the message names its pid.
    """
    with _opened(directory / "owner.lock") as lock:
        if not _taken(lock):
            owner = lock.read().strip() or "unknown"
            raise Broken(
                f"The data directory {directory} is in use by a running Linnet (process {owner}). "
                "Stop that one first, or choose another data directory."
            )
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextmanager
def turn(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Holds the lock ``path``, after as long a wait as it takes; ``waiting`` is called every 5 s of it."""
    with _opened(path) as lock:
        tries = 0
        while not _taken(lock):
            if tries % 50 == 0:
                waiting()
            tries += 1
            time.sleep(0.1)
        yield


def _opened(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.open("a+")


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        return False
    return True
