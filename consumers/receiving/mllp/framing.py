"""Frames of the minimal lower layer protocol: a message between 0x0B and 0x1C 0x0D."""

import asyncio

from consumers.feeds.hl7.messages import MAX_MESSAGE_BYTES
from streams.errors import Invalid

START, END = b"\x0b", b"\x1c"
# Connections are kept for days; one that has said nothing for an hour is likelier dead.
IDLE_SECONDS = 3_600.0
# From the first byte of a message to its last.
MESSAGE_SECONDS = 30.0
_BETWEEN = 64


class Unframed(Invalid):
    """The connection is of no use any more."""


async def read_frame(reader: asyncio.StreamReader, idle: float = IDLE_SECONDS, slow: float = MESSAGE_SECONDS) -> bytes:
    """A message without its frame; empty at the end of the connection.

    Raises :class:`Unframed` for bytes between frames, and for a message that is too large or comes too slowly.
    """
    try:
        async with asyncio.timeout(idle):
            if not await _find_start(reader):
                return b""
        async with asyncio.timeout(slow):
            return await _read_to_end(reader)
    except TimeoutError:  # Invalid
        raise Unframed("slow", "nothing came for too long") from None
    except (ConnectionError, asyncio.IncompleteReadError):  # Invalid
        raise Unframed("gone", "the connection ended inside a message") from None


async def _find_start(reader: asyncio.StreamReader) -> bool:
    for _ in range(_BETWEEN):
        found = await reader.read(1)
        if found in (START, b""):
            return found == START
        # Some end a frame with line feeds too.
        if found not in b"\r\n\0 ":
            break
    raise Unframed("not-framed", "expected 0x0B before a message")


async def _read_to_end(reader: asyncio.StreamReader) -> bytes:
    """The reader's limit is a message's. A carriage return behind 0x1C is between frames: some leave it out."""
    try:
        return (await reader.readuntil(END))[:-1]
    except asyncio.LimitOverrunError:  # Invalid
        raise Unframed("too-large", f"a message of at most {MAX_MESSAGE_BYTES:,} bytes") from None
