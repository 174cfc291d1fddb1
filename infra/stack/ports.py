"""Loopback ports: free when chosen, remembered in the data directory, used again while they stay free."""

import json
import random
import socket
from pathlib import Path

from streams.errors import Broken

LOOPBACK = "127.0.0.1"
KERNEL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
FLOOR = 20_000
TRIES = 200


class Ports:
    """The port of each named listener of one data directory.

    Invariant: two names never get the same port.
    """

    def __init__(self, book: Path, chance: random.Random) -> None:
        self._book = book
        self._chance = chance
        self._remembered: dict[str, int] = json.loads(book.read_text()) if book.exists() else {}
        self._claimed: dict[str, int] = {}

    def claim(self, name: str) -> int:
        """The port ``name`` had before if it is free, else another, which is then remembered.

        Raises:
            Broken: no free port was found.
        """
        port = self._remembered.get(name)
        if port is None or port in self._claimed.values() or not is_free(port):
            port = self._choose()
        self._claimed[name] = port
        self._remembered[name] = port
        self._write()
        return port

    def _choose(self) -> int:
        for _ in range(TRIES):
            port = self._chance.randrange(FLOOR, _first_ephemeral())
            if port not in self._remembered.values() and is_free(port):
                return port
        raise Broken(f"No free port on {LOOPBACK} in {TRIES} tries. Close some programs and start again.")

    def _write(self) -> None:
        self._book.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._book.with_suffix(".draft")
        draft.write_text(json.dumps(self._remembered, indent=2) + "\n")
        draft.replace(self._book)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # Connections of the last run may linger in TIME_WAIT; the servers set this too, and so can bind.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


def _first_ephemeral() -> int:
    """Where the ports begin that the kernel lends to outgoing connections (32768 on most machines).

    We stay below: a client that calls again and again a listener that is down is at last lent that very port,
    is connected to itself, and the listener cannot come back.
    """
    low = int(KERNEL_RANGE.read_text().split()[0]) if KERNEL_RANGE.exists() else 32_768
    return low if low >= FLOOR + 1_000 else 60_000
