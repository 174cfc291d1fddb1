"""A Redis in earnest for tests: TLS and users, by the settings that ship. Debian's: the wheel's Valkey has no TLS."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from infra.deploy.valkey import PORT, SETTINGS, write_users
from infra.stack.leash import spawn, stop
from infra.stack.ports import Ports
from tests.certificates import Authority
from tests.tools import find_tool

PASSWORD = "a-password-of-tests"


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    authority: Path

    def url(self, password: str = PASSWORD, authority: Path | None = None) -> str:
        return (
            f"rediss://linnet-processes:{password}@127.0.0.1:{self.port}/0?ssl_ca_certs={authority or self.authority}"
        )


@contextmanager
def serve_redis(home: Path, *passwords: str) -> Iterator[Served]:
    """Started by the file that ships, with other places in it; each of ``passwords`` is good."""
    program = find_tool("redis-server")
    port = Ports(home / "ports.json", random.SystemRandom()).claim("redis")
    authority = Authority(home)
    certificate, key = authority.sign("redis")
    certificate.rename(home / "tls.crt")
    key.rename(home / "tls.key")
    (home / "users.acl").write_text(write_users(*passwords))
    written = SETTINGS.replace("/run/valkey", str(home)).replace("/data", str(home)).replace(str(PORT), str(port))
    (home / "redis.conf").write_text(f"bind 127.0.0.1\n{written}")
    child = spawn([program, str(home / "redis.conf")], home / "redis.log", dict(os.environ))
    try:
        yield _await(Served(port, authority.file))
    finally:
        stop(child, 10)


def _await(served: Served) -> Served:
    until = time.monotonic() + 20
    while True:
        try:
            with redis.Redis.from_url(served.url()) as client:
                client.ping()
            return served
        except redis.ConnectionError:
            assert time.monotonic() < until, "redis-server did not come up"
            time.sleep(0.1)
