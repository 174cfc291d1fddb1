"""Files that come encrypted and signed, made by GnuPG: taken as agreed, refused with a reason if not."""

import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from consumers.feeds import attempts, way
from consumers.feeds.faults import FileRefused
from consumers.feeds.folders import RECEIPTS, REJECTED, Folders
from consumers.feeds.kin import Kin
from consumers.feeds.running import Desk, owned
from consumers.feeds.sealed import check_key, open_sealed
from consumers.feeds.senders import Sender
from consumers.feeds.unsealing import begins_sealed
from consumers.feeds.way import Office
from streams.errors import Broken
from streams.publisher import Outgoing
from tests.faulty_rows import RECEIVED
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, read_receipts, take_all, write_file
from tests.tools import find_tool

WHO = ("linnet", "police", "other")


@dataclass(frozen=True, slots=True)
class Gpg:
    home: Path

    def run(self, *words: object) -> None:
        plain = ("gpg", "--homedir", self.home / "gpg", "--batch", "--yes", "--quiet", "--trust-model", "always")
        loopback = ("--pinentry-mode", "loopback", "--passphrase", "")
        done = subprocess.run(list(map(str, (*plain, *loopback, *words))), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr

    def key(self, who: str) -> Path:
        return self.home / f"{who}.key"

    def certificate(self, who: str) -> Path:
        return self.home / f"{who}.asc"

    def make(self, raw: bytes, *words: str) -> bytes:
        source, target = self.home / "source", self.home / "target"
        source.write_bytes(raw)
        self.run("--output", target, *words, source)
        return target.read_bytes()

    def seal(self, raw: bytes, *words: str, by: str = "police", to: str = "linnet") -> bytes:
        return self.make(raw, *words, "--local-user", f"{by}@example.test", "-s", "-e", "-r", f"{to}@example.test")


@pytest.fixture(scope="module")
def gpg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gpg]:
    find_tool("gpg")
    home = tmp_path_factory.mktemp("k")
    (home / "gpg").mkdir(mode=0o700)
    made = Gpg(home)
    for who in WHO:
        made.run("--quick-gen-key", f"{who}@example.test", "default", "default", "never")
        made.run("--armor", "--output", made.certificate(who), "--export", f"{who}@example.test")
        made.run("--armor", "--output", made.key(who), "--export-secret-keys", f"{who}@example.test")
    yield made
    subprocess.run(["gpgconf", "--homedir", str(home / "gpg"), "--kill", "all"], check=False)


async def take(home: Path, gpg: Gpg, name: str, raw: bytes, sender: Sender) -> tuple[Kafka, str, dict[str, bytes]]:
    """What is sent, the receipt, and the files that its sender finds beside it."""
    folders, kafka = Folders(home), Kafka()
    folders.make([NAME])
    put(folders, name, raw)
    with owned(folders.work) as ledger:
        office = Office(ledger, folders, kafka, Kin(home / "kin"), pgp_key=gpg.key("linnet"))
        desk = Desk(office, [sender], lambda: RECEIVED)
        while await desk.turn():
            pass
    own = folders.of(NAME)
    (receipt,) = (path.read_text() for path in (own / RECEIPTS).glob("*.txt"))
    assert {path.name for path in folders.work.iterdir()} <= {"lock", "ledger.sqlite"}
    return kafka, receipt, {path.name: path.read_bytes() for path in (own / REJECTED).iterdir()}


@pytest.fixture
def sender(gpg: Gpg) -> Sender:
    return replace(make_sender(), pgp=(gpg.certificate("police"),))


@pytest.mark.parametrize("words", [(), ("--armor",), ("--compress-algo", "none"), ("--compress-algo", "bzip2")])
async def test_an_encrypted_and_signed_file_is_taken(
    tmp_path: Path, gpg: Gpg, sender: Sender, words: tuple[str, ...]
) -> None:
    """As gpg writes them: in armour or not, compressed or not; under the name of the file in it."""
    raw = gpg.seal(write_file(make_rows(20)), *words)
    kafka, receipt, _ = await take(tmp_path, gpg, "incidents.csv.gpg", raw, sender)
    assert len(kafka.sent) == 20
    assert "20 rows: 20 accepted, 0 refused" in receipt


async def test_what_is_not_as_agreed_is_refused(tmp_path: Path, gpg: Gpg, sender: Sender) -> None:
    """Encrypted to somebody else, signed by somebody else or by nobody, signed alone, plain, or broken: each says why,
    and nothing of it is taken."""
    plain = write_file(make_rows(5))
    cases = {
        "pgp-not-for-us": gpg.seal(plain, to="other"),
        "pgp-signature": gpg.seal(plain, by="other"),
        "pgp-signature ": gpg.seal(plain, "--compress-algo", "none", by="other"),
        "pgp-signature  ": gpg.make(plain, "-e", "-r", "linnet@example.test"),
        "pgp-not-encrypted": gpg.make(plain, "--armor", "--local-user", "police@example.test", "-s"),
        "pgp-missing": plain,
        "pgp-broken": gpg.seal(plain)[:300],
    }
    for number, (code, raw) in enumerate(cases.items()):
        kafka, receipt, given = await take(tmp_path / str(number), gpg, "incidents.csv.pgp", raw, sender)
        assert (kafka.sent, given) == ([], {})
        assert f"The whole file is refused ({code.strip()})" in receipt


async def test_of_a_sender_without_a_certificate_it_is_refused(tmp_path: Path, gpg: Gpg) -> None:
    """Nobody can tell who signed it."""
    raw = gpg.seal(write_file(make_rows(5)))
    kafka, receipt, _ = await take(tmp_path, gpg, "incidents.csv.pgp", raw, make_sender())
    assert (kafka.sent, "(pgp-not-agreed)" in receipt) == ([], True)


async def test_one_that_cannot_be_opened_holds_nobody_up(
    tmp_path: Path, gpg: Gpg, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the process that opens it ends without a word it is tried again, and then given back; others are taken."""
    monkeypatch.setattr(attempts, "ALLOWED", 2)
    monkeypatch.setattr(attempts, "REST_SECONDS", 0.0)
    monkeypatch.setattr(sys, "executable", find_tool("false"))
    folders, kafka = Folders(tmp_path), Kafka()
    folders.make([NAME, "other"])
    put(folders, "incidents.csv.gpg", gpg.seal(write_file(make_rows(5))))
    put(folders, "incidents.csv", write_file(make_rows(5)), "other")
    await take_all(tmp_path, kafka, sender, make_sender("other"))
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["unreadable"]
    assert len(kafka.sent) == 5


async def test_one_that_takes_long_to_open_holds_nobody_up(
    tmp_path: Path, gpg: Gpg, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' files go in meanwhile."""
    folders, kafka, opened, seen = Folders(tmp_path), Kafka(), threading.Event(), list[int]()
    folders.make([NAME, "other"])
    put(folders, "incidents.csv.gpg", gpg.seal(write_file(make_rows(5))))
    put(folders, "incidents.csv", write_file(make_rows(3)), "other")

    def open_late(folders: Folders, sender: Sender, number: int, key: Path | None) -> None:
        if sender.pgp:
            seen.append(opened.wait(10) and len(kafka.sent))
        open_sealed(folders, sender, number, key)

    async def publish(messages: Iterable[Outgoing]) -> None:
        kafka.sent += messages
        opened.set()

    monkeypatch.setattr(way, "open_sealed", open_late)
    monkeypatch.setattr(kafka, "publish", publish)
    with owned(folders.work) as ledger:
        key = gpg.key("linnet")
        office = Office(ledger, folders, kafka, Kin(folders.home / "kin"), pgp_key=key)
        desk = Desk(office, [sender, make_sender("other", area="eastvale")], lambda: RECEIVED)
        while await desk.turn():
            pass
    assert seen == [3]
    assert len(kafka.sent) == 8


def test_our_key_is_left_nowhere_when_opening_is_killed(
    tmp_path: Path, gpg: Gpg, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that uses up its time ends whoever opens it, beside the copy of the key that gpg has."""
    place, opener, folders = tmp_path / "place", tmp_path / "opener", Folders(tmp_path)
    opener.write_text(f'#!/bin/sh\nprintf %s "${{TMPDIR:-/tmp}}" > "{place}"\ntouch "$TMPDIR/key"\nkill -9 $$\n')
    opener.chmod(0o700)
    folders.make([NAME])
    folders.copy(1).write_bytes(gpg.seal(b"a"))
    monkeypatch.setattr(sys, "executable", str(opener))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(FileRefused, match="pgp-broken"):
        open_sealed(folders, sender, 1, gpg.key("linnet"))
    assert not (Path(place.read_text()) / "key").exists()


async def test_refused_rows_go_back_encrypted(tmp_path: Path, gpg: Gpg, sender: Sender) -> None:
    """To the sender's own certificate: what it did not want to lie open does not lie open here."""
    rows = make_rows(20)
    rows[3][0] = ""
    _, receipt, given = await take(tmp_path, gpg, "incidents.csv.pgp", gpg.seal(write_file(rows)), sender)
    assert sorted(given) == ["incidents.csv.pgp.1.again.csv.pgp", "incidents.csv.pgp.1.refused.csv.pgp"]
    assert all(name in receipt for name in given)
    again = gpg.make(given["incidents.csv.pgp.1.again.csv.pgp"], "--decrypt")
    assert len(again.splitlines()) == 2


_BOUNDED = """
import sys
from pathlib import Path
from consumers.feeds.unsealing import bound, unseal
bomb, target, key, certificate = map(Path, sys.argv[1:])
bound(1 << 20)
sys.stdout.write(unseal(bomb, target, key, [certificate]))
"""


def test_what_is_in_a_message_is_bounded(tmp_path: Path, gpg: Gpg) -> None:
    """A small message that unpacks to a large file ends at the bound, and not on the disk."""
    bomb = tmp_path / "bomb"
    bomb.write_bytes(gpg.seal(bytes(50 << 20)))
    assert bomb.stat().st_size < 100_000
    target = tmp_path / "out"
    words = [bomb, target, gpg.key("linnet"), gpg.certificate("police")]
    # In a process that is no larger than the one that opens them: memory is bounded too, and that may end it.
    done = subprocess.run(
        [sys.executable, "-c", _BOUNDED, *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.returncode < 0 or done.stdout in ("pgp-broken", "file-too-large")
    assert target.stat().st_size <= 1 << 20


@pytest.mark.parametrize("text", ["Über,1\n", "Ánimo;2\n" * 3, "Ãa,b,c,d\n", "a,b\n1,2\n3,4\n"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_no_text_is_taken_for_a_message(text: str, codec: str) -> None:
    """Letters with accents begin with the same bits as packets do."""
    assert not begins_sealed(text.encode(codec))


def test_a_key_that_is_missing_stops_the_start(tmp_path: Path, gpg: Gpg, sender: Sender) -> None:
    """Of senders with certificates; without any nothing is needed, and a secret key is nobody's certificate."""
    check_key(None, [make_sender()])
    check_key(gpg.key("linnet"), [sender])
    with pytest.raises(Broken, match="LINNET_PGP_KEY_FILE"):
        check_key(tmp_path / "none", [sender])


def test_a_certificate_that_is_none_stops_the_start(tmp_path: Path, gpg: Gpg) -> None:
    """Else the first file with a row to give back would end the process each time."""
    (torn := tmp_path / "torn.asc").write_text("no certificate")
    with pytest.raises(Broken, match=r"northmoor-police: .*torn\.asc"):
        check_key(gpg.key("linnet"), [replace(make_sender(), pgp=(torn,))])
