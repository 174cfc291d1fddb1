"""A virus scanner looks at what a sender put down, before anything reads it: ClamAV's clamd, where there is one.

It is asked over TCP, in a process of its own that has none of our rights. What it cannot look at whole is not taken.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from aioclamd import BufferTooLongError, ClamdAsyncClient, ClamdConnectionError, ClamdError

from consumers.feeds.faults import FileRefused
from streams.errors import Broken, Transient

# A hundred megabytes took it 16 s on a busy machine.
_SECONDS = 600.0
_TRIES = 3
_WHY = {
    "malware": "the virus scanner found {name} in it, and nothing of it was read: look at where the file was made",
    "not-scanned": "it is larger than the virus scanner looks at: send it in parts, or ask for a higher limit",
}

Scan = Callable[[Path], Awaitable[None]]


def find_scanner(address: str) -> Scan | None:
    """None where there is none. Raises :class:`Broken` for what is no ``host:port``."""
    if not address:
        return None
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise Broken("LINNET_CLAMD must be host:port of a clamd")
    client = ClamdAsyncClient(host.strip("[]"), int(port))
    return lambda path: scan(client, path)


async def scan(client: ClamdAsyncClient, path: Path) -> None:
    """Raises :class:`FileRefused` for what it finds, or will not look at; :class:`Transient` while it does not answer.

    One that has had enough of a long file breaks off without a word, as one does that is ended: where it is there
    again each time, it was the file.
    """
    for _ in range(_TRIES):
        try:
            state, name = await _ask(client, path)
        except OSError:  # Transient, or Invalid: it broke off
            await _await_answer(client)
            continue
        if state == "FOUND":
            raise FileRefused("malware", _WHY["malware"].format(name=name))
        if state != "OK":
            raise Transient("the virus scanner could not look at a file")
        return
    raise FileRefused("not-scanned", _WHY["not-scanned"])


async def _ask(client: ClamdAsyncClient, path: Path) -> tuple[str, str | None]:
    try:
        with path.open("rb") as file:
            async with asyncio.timeout(_SECONDS):
                answer = await client.instream(file)
    except BufferTooLongError:  # Invalid
        raise FileRefused("not-scanned", _WHY["not-scanned"]) from None
    except (ClamdError, TimeoutError) as fault:
        raise Transient(f"the virus scanner does not answer ({type(fault).__name__})") from fault
    if not answer:
        raise ConnectionResetError
    ((state, name),) = answer.values()
    return state, name


async def _await_answer(client: ClamdAsyncClient) -> None:
    try:
        await client.ping()
    except (ClamdConnectionError, OSError) as fault:
        raise Transient("the virus scanner does not answer") from fault
