"""How much of a request is heard: its body may be read before it is known who asks, and nobody fills the memory with
one."""

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

# The longest that there is names two thousand events and records.
MOST_BYTES = 100_000


def hear_in_part(receive: Receive) -> Receive:
    """Raises :class:`HTTPException` (413) at the first byte too many: the one kind that FastAPI lets through where it
    reads a body."""
    heard = 0

    async def hear() -> Message:
        nonlocal heard
        message = await receive()
        heard += len(message.get("body", b""))
        if heard > MOST_BYTES:
            raise HTTPException(413)
        return message

    return hear
