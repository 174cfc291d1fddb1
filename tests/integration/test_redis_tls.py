"""The settings for Valkey that ship, on a real Redis with TLS: Debian's, for the wheel's Valkey has none."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from scoring.state.connection import check_keeps_all, connect
from scoring.state.digest import digest
from scoring.state.holding import hold, release
from scoring.state.store import reach
from streams.errors import Transient
from streams.settings import Settings
from tests import household
from tests.certificates import Authority
from tests.handshakes import LEAST, OLD, STRONG, WEAK, agree, agree_on
from tests.household import AREA, NOW
from tests.integration.asking import HUB
from tests.integration.redis_server import PASSWORD, Served, serve_redis
from tests.signed_in import sign_in

pytestmark = pytest.mark.integration
LATER = "the-next-password-of-tests"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_redis(tmp_path_factory.mktemp("redis"), PASSWORD, LATER) as found:
        yield found


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


def test_no_tls_before_1_2_is_spoken_by_redis(served: Served) -> None:
    """By the settings that ship: 1.1 is refused, and the newest is agreed on with who can."""
    assert [agree(served.port, served.authority, *only) for only in ((OLD,), (LEAST,), ())] == [
        "",
        "TLSv1.2",
        "TLSv1.3",
    ]


def test_weak_suites_are_not_agreed_to_by_redis(served: Served) -> None:
    """By the settings that ship: of TLS 1.2 those with forward secrecy alone, and no CBC."""
    agreed = [agree_on(served.port, served.authority, suite) for suite in (*STRONG, *WEAK)]
    assert agreed == [*STRONG, ""]
