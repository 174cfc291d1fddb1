"""How much of a request is heard, and for how long: its body may be read before it is known who asks, and nobody fills
the memory with one, or keeps a place with one that never ends."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

# The longest that there is names two thousand events and records.
MOST_BYTES = 100_000
# It comes in one piece from all that speaks to us; a phone in a cellar may need some.
MOST_SECONDS = 20.0


def hear_in_part(receive: Receive) -> Receive:
    """Raises :class:`HTTPException` (413, 408) at the first byte too many, or when the body has not come in time: the
    one kind that FastAPI lets through where it reads a body. After the body whoever waits may wait for ever: so it is
    heard that somebody has gone."""
    heard, until, whole = 0, 0.0, False

    async def hear() -> Message:
        nonlocal heard, until, whole
        if whole:
            return await receive()
        until = until or asyncio.get_running_loop().time() + MOST_SECONDS
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:  # Invalid
            raise HTTPException(408) from None
        heard += len(message.get("body", b""))
        if heard > MOST_BYTES:
            raise HTTPException(413)
        whole = not message.get("more_body", False)
        return message

    return hear
