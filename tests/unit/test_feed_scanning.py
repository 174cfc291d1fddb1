"""Files that a virus scanner has trouble with, before one that speaks as clamd does."""

import asyncio
import errno
import io
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path, PosixPath
from typing import Any

import pytest

from consumers.feeds import attempts, scanning
from consumers.feeds.faults import FileRefused
from consumers.feeds.folders import INCOMING, Folders
from consumers.feeds.scanning import Scanner, find_scanner
from streams import patience
from streams.errors import Transient
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, read_receipts, take_all, write_file

OTHER = "eastvale-police"
POISON = b"POISON"
FULL = b"INSTREAM: Can't write to temporary file. ERROR"


class Clamd:
    """Finds nothing in anything; of what holds the poison it says ``answer``, once it is ``done``. None: it breaks off,
    as a system does that throws away what nobody reads any more. ``there``: whether it answers at all; ``dies``:
    whether the poison ends it."""

    def __init__(self) -> None:
        self.port = 0
        self.answer: bytes | None = FULL
        self.done = asyncio.Event()
        self.done.set()
        self.there, self.dies = True, False
        self.looks = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        command = await reader.readline()
        said: bytes | None = b"PONG" if self.there else None
        if command == b"nINSTREAM\n" and self.there:
            said = await self._look(await _read_stream(reader))
        if said is None:
            given: socket.socket = writer.get_extra_info("socket")
            given.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return
        writer.write(said + b"\n")
        writer.close()

    async def _look(self, raw: bytes) -> bytes | None:
        if POISON not in raw:
            return b"stream: OK"
        self.looks += 1
        await self.done.wait()
        self.there = not self.dies
        return self.answer


async def _read_stream(reader: asyncio.StreamReader) -> bytes:
    whole = b""
    while size := struct.unpack("!L", await reader.readexactly(4))[0]:
        whole += await reader.readexactly(size)
    return whole


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "REST_SECONDS", 0.0)
    monkeypatch.setattr(patience.patiently, "__defaults__", (0.1,))


@pytest.fixture
async def clamd() -> AsyncIterator[Clamd]:
    clamd = Clamd()
    server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
    clamd.port = server.sockets[0].getsockname()[1]
    yield clamd
    server.close()


@pytest.fixture
def scanner(clamd: Clamd) -> Scanner:
    found = find_scanner(f"127.0.0.1:{clamd.port}")
    assert found
    return found


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    made.make([NAME, OTHER])
    put(made, "incidents-1.csv", write_file(make_rows(3)) + POISON + b"\r\n")
    put(made, "incidents.csv", write_file(make_rows(5)), OTHER)
    return made


async def take(home: Path, kafka: Kafka, scanner: Scanner) -> None:
    await take_all(home, kafka, make_sender(), make_sender(OTHER, area="eastvale"), scanner=scanner)


async def test_what_the_scanner_cannot_look_at_is_given_back(
    folders: Folders, tmp_path: Path, clamd: Clamd, scanner: Scanner
) -> None:
    """Ten times it is asked; then the sender is told, and the file behind it is taken. Nobody else waits for it."""
    put(folders, "incidents-2.csv", write_file(make_rows(4, seed=2)))
    await take(tmp_path, kafka := Kafka(), scanner)
    assert [(receipt["code"], receipt["new"]) for receipt in read_receipts(folders)] == [("scan-failed", 0), ("", 4)]
    assert clamd.looks == 10
    assert [message.key for message in kafka.sent] == [b"eastvale"] * 5 + [b"northmoor"] * 4


@pytest.mark.usefixtures("folders")
async def test_while_one_is_looked_at_others_are_taken(tmp_path: Path, clamd: Clamd, scanner: Scanner) -> None:
    """A look may take ten minutes, and nobody else waits for its end."""
    clamd.done.clear()
    taking = asyncio.create_task(take(tmp_path, kafka := Kafka(), scanner))
    async with asyncio.timeout(20):
        while len(kafka.sent) < 5:
            await asyncio.sleep(0.01)
    assert (clamd.looks, taking.done()) == (1, False)
    clamd.done.set()
    await taking


async def test_a_look_without_an_end_is_one_that_failed(
    folders: Folders, tmp_path: Path, clamd: Clamd, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given up, tried again as often as any, and the file given back."""
    monkeypatch.setattr(scanning, "_SECONDS", 0.05)
    clamd.done.clear()
    await take(tmp_path, Kafka(), scanner)
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["scan-failed"]


@pytest.mark.parametrize("answer", [None, b"INSTREAM size limit exceeded. ERROR"])
async def test_a_file_at_which_the_scanner_breaks_off_was_too_large(
    folders: Folders, tmp_path: Path, clamd: Clamd, scanner: Scanner, answer: bytes | None
) -> None:
    """Whether its word for that arrives, or is lost with the connection."""
    clamd.answer = answer
    await take(tmp_path, Kafka(), scanner)
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["not-scanned"]


async def test_a_file_that_ends_the_scanner_is_not_tried_for_ever(
    folders: Folders, tmp_path: Path, clamd: Clamd, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits while the scanner is away, and is given back once it has been away for it too often."""
    monkeypatch.setattr(attempts, "ALLOWED", 3)
    clamd.answer, clamd.dies = None, True
    for _ in range(3):
        with pytest.raises(Transient, match="virus scanner"):
            await take(tmp_path, Kafka(), scanner)
        assert read_receipts(folders) == []
        clamd.there = True
    await take(tmp_path, Kafka(), scanner)
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["unreadable"]
    assert clamd.looks == 3


async def test_that_the_scanner_is_away_is_no_fault_of_the_file(
    folders: Folders, tmp_path: Path, clamd: Clamd, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often the process ends for it, the file is taken once the scanner is back."""
    monkeypatch.setattr(attempts, "ALLOWED", 3)
    put(folders, "incidents-1.csv", write_file(make_rows(3)))
    clamd.there = False
    for _ in range(4):
        with pytest.raises(Transient, match="virus scanner"):
            await take(tmp_path, Kafka(), scanner)
    clamd.there = True
    await take(tmp_path, kafka := Kafka(), scanner)
    assert len(kafka.sent) == 8
    assert list((folders.of(NAME) / INCOMING).iterdir()) == []


class _Torn(io.BytesIO):
    def read(self, _size: int | None = None) -> bytes:
        raise OSError(errno.EIO, "Input/output error")


class _Unread(PosixPath):
    def open(self, *_: Any, **__: Any) -> Any:
        return _Torn()


class _Unopened(PosixPath):
    def open(self, *_: Any, **__: Any) -> Any:
        raise OSError(errno.EMFILE, "Too many open files")


@pytest.mark.parametrize("path", [_Unread("file.csv"), _Unopened("file.csv")], ids=["read", "opened"])
async def test_our_own_disk_is_not_the_scanners_word(scanner: Scanner, path: Path) -> None:
    """That a file of ours cannot be opened, or read, does not make it too large."""
    with pytest.raises(Transient, match="disk"):
        await scanner.look(path)


async def test_what_the_scanner_finds_is_told(tmp_path: Path, clamd: Clamd, scanner: Scanner) -> None:
    """By its name, at the first look."""
    clamd.answer = b"stream: Tests.Eicar FOUND"
    (file := tmp_path / "file.csv").write_bytes(POISON)
    with pytest.raises(FileRefused) as refused:
        await scanner.look(file)
    assert (refused.value.code, "Tests.Eicar" in refused.value.reason) == ("malware", True)
