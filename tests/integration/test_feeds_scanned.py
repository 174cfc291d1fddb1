"""Senders' files before a real clamd, which knows one virus: the one that was made for trying scanners."""

import asyncio
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consumers.feeds import scanning
from consumers.feeds.faults import FileRefused
from consumers.feeds.folders import INCOMING, Folders
from consumers.feeds.scanning import Scanner, find_scanner
from infra.stack.leash import Child, spawn, stop
from infra.stack.ports import Ports
from streams import patience
from streams.errors import Broken, Transient
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, read_receipts, take_all, write_file
from tests.tools import find_tool

pytestmark = pytest.mark.integration
# EICAR's test file, in two parts: scanners would take this file for it.
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 1 << 20


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clamd")


@pytest.fixture(scope="module")
def port(home: Path) -> int:
    return Ports(home / "ports.json", random.SystemRandom()).claim("clamd")


@contextmanager
def serving(home: Path, port: int) -> Iterator[Child]:
    signatures = home / "signatures"
    signatures.mkdir(exist_ok=True)
    (signatures / "tests.ndb").write_text(f"Tests.Eicar:0:*:{EICAR.encode().hex()}\n")
    said = {
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "DatabaseDirectory": signatures,
        "Foreground": "yes",
        "StreamMaxLength": MOST,
    }
    config = home / "clamd.conf"
    config.write_text("".join(f"{name} {value}\n" for name, value in said.items()))
    child = spawn([find_tool("clamd"), f"--config-file={config}"], home / "clamd.log", dict(os.environ))
    try:
        yield child
    finally:
        stop(child, 10)


@pytest.fixture(scope="module")
def clamd(home: Path, port: int) -> Iterator[Scanner]:
    with serving(home, port):
        scanner, until = find_scanner(f"127.0.0.1:{port}"), time.monotonic() + 60
        assert scanner
        while True:
            try:
                asyncio.run(scanner.await_answer())
                break
            except Transient:
                assert time.monotonic() < until, (home / "clamd.log").read_text()
                time.sleep(0.1)
        yield scanner


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    made.make([NAME])
    return made


async def test_a_clean_file_is_taken(folders: Folders, tmp_path: Path, clamd: Scanner) -> None:
    """What the scanner finds nothing in goes its way."""
    put(folders, "incidents.csv", write_file(make_rows(20)))
    await take_all(tmp_path, kafka := Kafka(), make_sender(), scanner=clamd)
    assert len(kafka.sent) == 20


async def test_nothing_is_read_of_a_file_with_a_virus(folders: Folders, tmp_path: Path, clamd: Scanner) -> None:
    """Its sender is told what was found, no row of it goes on, nothing of it is kept, and the next file is taken."""
    put(folders, "a-incidents.csv", write_file(make_rows(20)) + EICAR.encode() + b"\r\n")
    put(folders, "incidents.csv", write_file(make_rows(5, seed=2)))
    await take_all(tmp_path, kafka := Kafka(), make_sender(), scanner=clamd)
    first, second = read_receipts(folders)
    assert (first["code"], first["accepted"], second["accepted"]) == ("malware", 0, 5)
    assert "Tests.Eicar" in first["reason"]
    assert len(kafka.sent) == 5
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and EICAR.encode() in path.read_bytes()]


@pytest.mark.parametrize("size", [MOST + 1, 6 * MOST])
async def test_what_is_too_large_for_the_scanner_is_not_taken(tmp_path: Path, clamd: Scanner, size: int) -> None:
    """It breaks off, or says so; the sender is told, and nobody waits behind the file for ever."""
    file = tmp_path / "long.csv"
    file.write_bytes(b"x" * size)
    with pytest.raises(FileRefused) as refused:
        await clamd.look(file)
    assert refused.value.code == "not-scanned"


async def test_nothing_is_read_while_the_scanner_is_away(
    folders: Folders, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file waits, whole and first in its row, until the scanner is back."""
    monkeypatch.setattr(patience, "DEADLINE_SECONDS", 0.5)
    monkeypatch.setattr(patience.patiently, "__defaults__", (0.5,))
    port = Ports(tmp_path / "ports.json", random.SystemRandom()).claim("clamd")
    scanner = find_scanner(f"127.0.0.1:{port}")
    put(folders, "incidents.csv", write_file(make_rows(3)))
    with pytest.raises(Transient, match="virus scanner"):
        await take_all(tmp_path, kafka := Kafka(), make_sender(), scanner=scanner)
    assert kafka.sent == []
    with serving(home, port):
        monkeypatch.setattr(patience.patiently, "__defaults__", (60.0,))
        await take_all(tmp_path, kafka, make_sender(), scanner=scanner)
    assert len(kafka.sent) == 3
    assert list((folders.of(NAME) / INCOMING).iterdir()) == []


@pytest.mark.parametrize("address", ["clamd", "clamd:", ":3310", "clamd:http"])
def test_an_address_is_a_host_and_a_port(address: str) -> None:
    """What is none ends the process before a file is touched."""
    with pytest.raises(Broken, match="LINNET_CLAMD"):
        find_scanner(address)


def test_without_a_scanner_nothing_is_asked() -> None:
    """Where no address is given."""
    assert scanning.find_scanner("") is None
