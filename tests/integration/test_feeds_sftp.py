"""What a sender can do by SFTP, with OpenSSH's own client, against our development server and against OpenSSH."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers.feeds.folders import DONE, INCOMING, RECEIPTS, REJECTED
from infra.feeds.sshd import user_of
from tests.feeds import Kafka, make_rows, take_all, write_file
from tests.integration.drops import (
    FIRST,
    OWNER,
    SECOND,
    Drop,
    can_run_openssh,
    development_server,
    production_server,
)

SERVERS = {"development": development_server, "openssh": production_server}


@pytest.fixture(scope="module", params=SERVERS)
def drop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drop]:
    if shutil.which("sftp") is None:
        pytest.skip("OpenSSH's client is not here")
    if request.param == "openssh" and not can_run_openssh():
        pytest.skip("OpenSSH's server is not here, or we are not root, whom its chroot needs")
    with SERVERS[request.param](tmp_path_factory.mktemp("keys")) as running:
        yield running


@pytest.fixture(autouse=True)
def emptied(drop: Drop) -> Iterator[None]:
    yield
    for sender in (FIRST, SECOND):
        for name in (INCOMING, DONE, REJECTED, RECEIPTS):
            for path in (drop.folders.of(sender) / name).iterdir():
                path.unlink()


def incoming(drop: Drop, sender: str = FIRST) -> Path:
    return drop.folders.of(sender) / INCOMING


def write_local(drop: Drop, rows: int = 10) -> bytes:
    raw = write_file(make_rows(rows))
    (drop.keys / "incidents.csv").write_bytes(raw)
    return raw


PUT = ("put incidents.csv /incoming/incidents.csv.part", "rename /incoming/incidents.csv.part /incoming/incidents.csv")


def test_a_file_is_put_and_renamed(drop: Drop) -> None:
    """What the protocol asks of a sender is what OpenSSH's client does."""
    raw = write_local(drop)
    assert "refused" not in drop.sftp(*PUT)
    assert (incoming(drop) / "incidents.csv").read_bytes() == raw


def test_a_partner_sends_and_fetches_its_receipt(drop: Drop, tmp_path: Path) -> None:
    """From the client's put to the receipt in the client's hands, with a digest that its own tools check."""
    write_local(drop)
    drop.sftp(*PUT)
    kafka = Kafka()
    asyncio.run(take_all(drop.folders.home, kafka, *drop.senders))
    assert len(kafka.sent) == 10
    number = next((drop.folders.of(FIRST) / DONE).iterdir()).name.split(".")[-2]
    for folder in (DONE, RECEIPTS):
        assert "refused" not in drop.sftp(f"ls /{folder}", f"get /{folder}/* {tmp_path}/")
    assert "10 accepted, 0 refused" in (tmp_path / f"incidents.csv.{number}.txt").read_text()
    (tmp_path / "incidents.csv").write_bytes((drop.keys / "incidents.csv").read_bytes())
    checked = subprocess.run(["sha256sum", "--check", f"incidents.csv.{number}.sha256"], cwd=tmp_path, check=False)
    assert checked.returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        "get /incoming/incidents.csv got.csv",
        "ls /incoming",
        "rm /incoming/incidents.csv",
        "chmod 777 /incoming/incidents.csv",
        "mkdir /incoming/folder",
        "mkdir /elsewhere",
        "rmdir /receipts",
        "symlink /etc/passwd /incoming/incidents-2.csv",
        "ln /incoming/incidents.csv /incoming/incidents-2.csv",
        "rename /incoming/incidents.csv /receipts/incidents.csv",
        "rename /incoming/incidents.csv /incidents.csv",
        "put incidents.csv /receipts/incidents.csv",
        "put incidents.csv /incidents.csv",
        "rm /receipts/receipt.txt",
        "rename /receipts/receipt.txt /incoming/incidents-3.csv",
        "put incidents.csv ../../incidents.csv",
        "get /etc/passwd got.csv",
        "get ../../../etc/passwd got.csv",
        f"get ../{SECOND}/receipts/receipt.txt got.csv",
        "get /../work/ledger.sqlite got.csv",
        "get /incoming/link got.csv",
        "put incidents.csv /incoming/../receipts/x",
    ],
)
def test_a_sender_can_do_no_more(drop: Drop, command: str) -> None:
    """No reading back, deleting, linking, changing of rights, and nothing outside its own folders."""
    write_local(drop)
    drop.sftp(*PUT)
    for sender in (FIRST, SECOND):
        (drop.folders.of(sender) / RECEIPTS / "receipt.txt").write_text("receipt")
    (incoming(drop) / "link").symlink_to("/etc/passwd")
    before = listing(drop)
    assert drop.sftp(command).startswith("refused")
    assert listing(drop) == before
    assert not (drop.keys / "got.csv").exists()


def listing(drop: Drop) -> list[str]:
    return sorted(str(path) for path in drop.folders.home.rglob("*") if drop.folders.work not in path.parents)


def test_only_its_own_key_opens_a_senders_folder(drop: Drop) -> None:
    """Not a stranger's, nor another sender's, nor a password."""
    assert "Permission denied" in drop.sftp("pwd", key="stranger")
    assert "Permission denied" in drop.sftp("pwd", key=SECOND)
    no_keys = ("-o", "PubkeyAuthentication=no", "-o", "PreferredAuthentications=password,keyboard-interactive")
    assert "Permission denied" in drop.sftp("pwd", more=no_keys)


def test_there_is_no_shell_and_no_tunnel(drop: Drop) -> None:
    """SFTP is all that there is."""
    assert "uid=" not in drop.ssh("id").stdout
    tunnel = drop.ssh("-W", f"127.0.0.1:{drop.port}")
    assert tunnel.returncode != 0
    assert "SSH-2.0" not in tunnel.stdout


@pytest.mark.parametrize("drop", ["openssh"], indirect=True)
def test_what_linnet_runs_as_can_take_what_is_put_down(drop: Drop) -> None:
    """The group reads and renames the file; its sender cannot read it back even by name."""
    write_local(drop)
    drop.sftp(*PUT)
    path = incoming(drop) / "incidents.csv"
    assert oct(path.stat().st_mode & 0o777) == "0o240"
    read = subprocess.run(["runuser", "-u", user_of(FIRST), "--", "cat", path], capture_output=True, check=False)
    assert read.returncode != 0
    taken = drop.folders.work / "1.taken"
    subprocess.run(["runuser", "-u", OWNER, "--", "mv", path, taken], check=True)
    assert subprocess.run(["runuser", "-u", OWNER, "--", "wc", "-c", taken], check=False).returncode == 0
    taken.unlink()


def test_a_slow_writer_keeps_nobody_waiting(drop: Drop) -> None:
    """While one sender's file trickles in, another's is put down; what is not renamed is not taken."""
    write_local(drop, rows=2_000)
    slow = subprocess.Popen(
        [
            *("sftp", "-b", "-", "-l", "64", "-P", str(drop.port), *drop.options(FIRST)),
            f"{user_of(FIRST)}@127.0.0.1",
        ],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=drop.keys,
    )  # fmt: skip
    try:
        assert slow.stdin is not None
        slow.stdin.write(f"{PUT[0]}\n".encode())
        slow.stdin.flush()
        deadline = time.monotonic() + 30
        while not list(incoming(drop).iterdir()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "refused" not in drop.sftp(*PUT, sender=SECOND)
        assert slow.poll() is None
        assert drop.folders.waiting(FIRST) == []
        assert [each.name for each in drop.folders.waiting(SECOND)] == ["incidents.csv"]
    finally:
        slow.kill()
        slow.wait()


def test_a_thousand_connections_from_one_address_keep_nobody_out(drop: Drop) -> None:
    """They are turned away, and a sender elsewhere is served meanwhile, at the third attempt at the latest: while they
    come all at once, and on a machine that others load, the door may not even answer."""
    write_local(drop)
    held: list[socket.socket] = []
    try:
        for _ in range(1_000):
            each = socket.socket()
            each.setblocking(False)
            each.bind(("127.0.0.2", 0))
            each.connect_ex(("127.0.0.1", drop.port))
            held.append(each)
        said = [drop.sftp(*PUT, sender=SECOND) for _ in range(3) if not drop.folders.waiting(SECOND)]
        assert [each.name for each in drop.folders.waiting(SECOND)] == ["incidents.csv"], said
    finally:
        for each in held:
            each.close()
