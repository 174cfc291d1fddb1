"""A virus scanner looks at what a sender put down, before anything reads it: ClamAV's clamd, where there is one.

It is asked over TCP, in a process of its own that has none of our rights. What it cannot look at whole is not taken.
"""

import asyncio
from pathlib import Path
from typing import BinaryIO

from aioclamd import BufferTooLongError, ClamdAsyncClient, ClamdConnectionError, ClamdError

from consumers.feeds.faults import FileRefused
from streams.errors import Broken, Transient

# A hundred megabytes took it 16 s on a busy machine.
_SECONDS = 600.0
_PING_SECONDS = 10.0
_TRIES = 3
# Files that it has before it at a time: it has few threads, and one that waits for them would count as slow.
_PLACES = 4
_WHY = {
    "malware": "the virus scanner found {name} in it, and nothing of it was read: look at where the file was made",
    "not-scanned": "it is larger than the virus scanner looks at: send it in parts, or ask for a higher limit",
}
UNSCANNED = "scan-failed", "the virus scanner could not look at it, time and again; ask the operator"


def find_scanner(address: str) -> "Scanner | None":
    """None where there is none. Raises :class:`Broken` for what is no ``host:port``."""
    if not address:
        return None
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise Broken("LINNET_CLAMD must be host:port of a clamd")
    return Scanner(ClamdAsyncClient(host.strip("[]"), int(port)))


class Scanner:
    def __init__(self, client: ClamdAsyncClient) -> None:
        self._client, self._places = client, asyncio.Semaphore(_PLACES)

    async def await_answer(self) -> None:
        """Raises :class:`Transient` while it is not there."""
        try:
            async with asyncio.timeout(_PING_SECONDS):
                answer = await self._client.ping()
        except (ClamdError, OSError) as fault:
            raise Transient("the virus scanner does not answer") from fault
        if answer != "PONG":
            raise Transient("the virus scanner does not answer")

    async def look(self, path: Path) -> bool:
        """Whether it could look at the file and found nothing. Raises :class:`FileRefused` for what it finds, or will
        not look at; :class:`Transient` where it has gone meanwhile, or our own disk fails.

        One that has had enough of a long file breaks off, and its word for that may be lost with the connection, as it
        is when it is ended: where it is there again each time, it was the file.
        """
        async with self._places:
            for _ in range(_TRIES):
                answer = await self._ask(path)
                if answer is not None:
                    return _judge(*answer)
                await self.await_answer()
        raise FileRefused("not-scanned", _WHY["not-scanned"])

    async def _ask(self, path: Path) -> tuple[str, str | None] | None:
        """None where it broke off."""
        with _Source(path) as source:
            try:
                async with asyncio.timeout(_SECONDS):
                    answer = await self._client.instream(source)
            except BufferTooLongError:  # Invalid
                raise FileRefused("not-scanned", _WHY["not-scanned"]) from None
            except TimeoutError:  # Transient, or Invalid: whoever asks too often will know
                return "ERROR", None
            except (ClamdConnectionError, OSError):  # Transient, or Invalid
                return None
            except ClamdError:  # Transient, or Invalid: it says something else
                return "ERROR", None
        return next(iter(answer.values())) if answer else None


class _Source:
    """A file of ours: that it cannot be opened or read is no word of the scanner's. Raises :class:`Transient`."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as fault:
            raise Transient(f"the disk does not let a file be opened ({fault.strerror})") from fault

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as fault:
            raise Transient(f"the disk does not let a file be read ({fault.strerror})") from fault


def _judge(state: str, name: str | None) -> bool:
    if state == "FOUND":
        raise FileRefused("malware", _WHY["malware"].format(name=name))
    return state == "OK"
