"""The settings for Valkey that ship, on a real Redis with TLS: Debian's, for the wheel's Valkey has none."""

import os
import random
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from infra.deploy.valkey import PORT, SETTINGS, write_users
from infra.stack.leash import spawn, stop
from infra.stack.ports import Ports
from scoring.state.connection import check_keeps_all, connect
from scoring.state.digest import digest
from scoring.state.holding import hold, release
from scoring.state.store import reach
from streams.errors import Transient
from streams.settings import Settings
from tests import household
from tests.certificates import Authority
from tests.household import AREA, NOW
from tests.integration.asking import HUB
from tests.signed_in import sign_in
from tests.tools import find_tool

pytestmark = pytest.mark.integration
PASSWORD, LATER = "a-password-of-tests", "the-next-password-of-tests"


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    authority: Path

    def url(self, password: str = PASSWORD, authority: Path | None = None) -> str:
        return (
            f"rediss://linnet-processes:{password}@127.0.0.1:{self.port}/0?ssl_ca_certs={authority or self.authority}"
        )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Started by the file that ships, with other places in it."""
    program = find_tool("redis-server")
    home = tmp_path_factory.mktemp("redis")
    port = Ports(home / "ports.json", random.SystemRandom()).claim("redis")
    authority = Authority(home)
    certificate, key = authority.sign("redis")
    certificate.rename(home / "tls.crt")
    key.rename(home / "tls.key")
    (home / "users.acl").write_text(write_users(PASSWORD, LATER))
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


async def test_the_user_may_do_what_linnet_does_and_no_more(served: Served) -> None:
    """Commits, digest, a rebuild's hold and sessions are made over TLS; the server cannot be emptied or set up."""
    connection = connect(served.url())
    try:
        await check_keeps_all(connection)
        await household.project(connection, AREA, [*household.household(), household.tick(NOW)])
        assert (await digest(connection, [AREA])).kinds["cell"][0] > household.DANIELS_CONTACTS
        await hold(connection, AREA, 0, "rebuild-test", empty=True)
        assert await release(connection, AREA, "rebuild-test")
        assert await sign_in(connection, Settings(), NOW, HUB)
        for words in (
            ("FLUSHALL",),
            ("CONFIG", "GET", "*"),
            ("ACL", "LIST"),
            ("KEYS", "*"),
            ("SHUTDOWN",),
            ("MONITOR",),
        ):
            with pytest.raises(NoPermissionError):
                await connection.execute_command(*words)
    finally:
        await connection.aclose()


async def test_a_password_is_changed_while_both_are_good(served: Served) -> None:
    """The old and the new are let in, another is not, and the user that every Redis has is off."""
    for url in (served.url(), served.url(LATER)):
        async with connect(url) as connection:
            assert await reach(connection.ping())
    for refused in (served.url("wrong"), served.url().replace("linnet-processes:", "default:")):
        async with connect(refused) as connection:
            with pytest.raises((redis.AuthenticationError, Transient)):
                await connection.ping()


async def test_plaintext_is_not_spoken_to_redis(served: Served, tmp_path: Path) -> None:
    """Nobody is answered without TLS, and a server whose authority we do not know is not told a password."""
    plain = Redis.from_url(served.url().replace("rediss://", "redis://").partition("?")[0], socket_timeout=2)
    with pytest.raises((redis.ConnectionError, redis.TimeoutError)):
        await plain.ping()
    await plain.aclose()
    stranger = connect(served.url(authority=Authority(tmp_path).file))
    with pytest.raises(redis.ConnectionError) as refused:
        await stranger.ping()
    assert isinstance(refused.value.__cause__, ssl.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(refused.value)
    await stranger.aclose()
