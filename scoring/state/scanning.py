"""What keys there are, and what is in a stream: some at a time, beside whoever works on them."""

from collections.abc import AsyncIterator
from typing import Any

from redis.asyncio import Redis

from scoring.state.store import reach

_MANY = 1_000


async def scan(redis: Redis, pattern: str, many: int = _MANY) -> AsyncIterator[list[bytes]]:
    """The names of all keys that are there from first to last, about ``many`` looked at for each list. Some are named
    twice where the server's table grows or shrinks meanwhile, and some not at all where it is started anew.

    Cost: every name that the server has is looked at, whatever the pattern.
    """
    cursor = 0
    while True:
        cursor, found = await reach(redis.scan(cursor, match=pattern, count=many))
        yield found
        if cursor == 0:
            return


async def scan_once(redis: Redis, pattern: str, many: int = _MANY) -> AsyncIterator[list[bytes]]:
    """As :func:`scan`, and each name once: held till the end, some 120 bytes each."""
    seen = set[bytes]()
    async for found in scan(redis, pattern, many):
        fresh = [name for name in dict.fromkeys(found) if name not in seen]
        seen.update(fresh)
        yield fresh


async def read_stream(
    redis: Redis, key: bytes | str, many: int, after: str = ""
) -> AsyncIterator[list[tuple[bytes, dict[bytes, Any]]]]:
    """All entries, or those after one, ``many`` at a time: in an outbox that nobody relays years may wait, which Redis
    does not answer with at once."""
    start = f"({after}" if after else "-"
    while entries := await reach(redis.xrange(key, start, count=many)):
        yield entries
        start = f"({entries[-1][0].decode()}"
