"""Redis as Linnet connects to it."""

import asyncio

from redis.asyncio import Redis

from tests.integration.asking import connected

_STEPS = 120


async def test_whoever_is_told_to_stop_while_they_ask_redis_stops(redis_url: str) -> None:
    """At whichever step of the event loop it comes, also while a command is on its way."""
    async with connected(redis_url) as redis:
        await redis.ping()
        for steps in range(_STEPS):
            asking = asyncio.create_task(_ask_for_ever(redis))
            for _ in range(steps):
                await asyncio.sleep(0)
            asking.cancel()
            done, _ = await asyncio.wait([asking], timeout=5)
            assert done, f"it asks on after a stop at step {steps}"
            assert asking.cancelled()
        assert await redis.echo("and the next is answered") == b"and the next is answered"


async def _ask_for_ever(redis: Redis) -> None:
    while True:
        await redis.get("stop")
