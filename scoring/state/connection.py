"""How Linnet connects to Redis: short time-outs, so that a black hole is noticed within seconds, and a stop heard."""

import asyncio
from collections.abc import Iterable

from redis.asyncio import Connection, Redis, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from scoring.state.store import reach
from streams.errors import Broken

# The client's own default (10 retries of 5 s) keeps a caller waiting for a quarter of a minute on a dead
# link. One retry covers a connection that was closed while idle; what is beyond that is ours to decide.
_RETRIES = 1


class _Hearing(AbstractConnection):
    """redis-py sends under ``asyncio.wait_for``, which before Python 3.12 does as if nothing were when a cancellation
    comes just as sending ends (CPython gh-86296): whoever was told to stop, or out of time, went on for ever."""

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:
        task = asyncio.current_task()
        before = task.cancelling() if task else 0
        await super().send_packed_command(command, check_health)
        if task and task.cancelling() > before:
            # The answer to what was sent is nobody's now.
            await self.disconnect(nowait=True)
            raise asyncio.CancelledError


class _Plain(_Hearing, Connection):
    pass


class _Encrypted(_Hearing, SSLConnection):
    pass


class _Local(_Hearing, UnixDomainSocketConnection):
    pass


_HEARING = {Connection: _Plain, SSLConnection: _Encrypted, UnixDomainSocketConnection: _Local}


async def check_keeps_all(redis: Redis) -> None:
    """Raises :class:`Broken` when this server may throw keys away to make room: an evicted key is a person
    forgotten without a word, and the position would still say that all is there."""
    policy = (await reach(redis.info("memory"))).get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise Broken(f"Redis has maxmemory-policy {policy}; set it to noeviction, then run: linnet rebuild")


def connect(url: str, timeout: float = 5.0) -> Redis:
    """``timeout`` in seconds, for connecting and for each answer."""
    redis = Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), _RETRIES),
        health_check_interval=30,
    )
    pool = redis.connection_pool
    pool.connection_class = _HEARING[pool.connection_class]
    return redis
