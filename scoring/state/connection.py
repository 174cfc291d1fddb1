"""How Linnet connects to Redis: short time-outs, so that a black hole is noticed within seconds."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from scoring.state.store import reach
from streams.errors import Broken

# The client's own default (10 retries of 5 s) keeps a caller waiting for a quarter of a minute on a dead
# link. One retry covers a connection that was closed while idle; what is beyond that is ours to decide.
_RETRIES = 1


async def check_keeps_all(redis: Redis) -> None:
    """Raises :class:`Broken` when this server may throw keys away to make room: an evicted key is a person
    forgotten without a word, and the position would still say that all is there."""
    policy = (await reach(redis.info("memory"))).get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise Broken(f"Redis has maxmemory-policy {policy}; set it to noeviction, then run: linnet rebuild")


def connect(url: str, timeout: float = 5.0) -> Redis:
    """``timeout`` in seconds, for connecting and for each answer."""
    return Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), _RETRIES),
        health_check_interval=30,
    )
