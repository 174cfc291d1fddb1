"""The two servers that senders reach by SFTP, each run for tests with two senders, and a real client."""

import asyncio
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from consumers.feeds.folders import Folders
from consumers.feeds.senders import Sender
from infra.feeds.sftp_server import serving
from infra.feeds.sshd import user_of, write_config, write_setup
from tests.feeds import make_sender

FIRST, SECOND = "northmoor-police", "eastvale-police"
OWNER = "linnet-feeds-test"
_SSHD = "/usr/sbin/sshd"
_SECONDS = 60


@dataclass(slots=True)
class Drop:
    folders: Folders
    keys: Path
    senders: list[Sender] = field(default_factory=list)
    port: int = 0

    def options(self, key: str) -> list[str]:
        return [
            *("-i", str(self.keys / key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR"),
            *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-F", "none"),
        ]

    def sftp(self, *commands: str, sender: str = FIRST, key: str = "", more: tuple[str, ...] = ()) -> str:
        """What the client wrote, or ``refused: …`` with what it wrote."""
        said = "\n".join(commands) + "\n"
        run = [
            *("sftp", "-b", "-", "-P", str(self.port), *more, *self.options(key or sender)),
            f"{user_of(sender)}@127.0.0.1",
        ]
        done = subprocess.run(run, input=said, capture_output=True, text=True, timeout=_SECONDS, cwd=self.keys)
        return ("" if done.returncode == 0 else "refused: ") + done.stdout + done.stderr

    def ssh(self, *command: str, sender: str = FIRST) -> subprocess.CompletedProcess[str]:
        run = ["ssh", "-p", str(self.port), *self.options(sender), f"{user_of(sender)}@127.0.0.1", *command]
        return subprocess.run(run, capture_output=True, text=True, timeout=_SECONDS)


def make_keys(folder: Path) -> dict[str, str]:
    made = {}
    for name in (FIRST, SECOND, "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True)
        made[name] = (folder / f"{name}.pub").read_text().strip()
    return made


def _senders(keys: dict[str, str]) -> list[Sender]:
    first = make_sender(FIRST, keys=(keys[FIRST],))
    return [first, make_sender(SECOND, area="eastvale", keys=(keys[SECOND],))]


@contextmanager
def development_server(keys: Path) -> Iterator[Drop]:
    """Ours, in a thread of its own."""
    with tempfile.TemporaryDirectory(prefix="linnet-drop-") as home:
        drop = Drop(Folders(Path(home)), keys, _senders(make_keys(keys)))
        ready, loop = threading.Event(), asyncio.new_event_loop()
        stop = asyncio.Event()

        async def serve() -> None:
            async with serving(drop.folders, drop.senders) as drop.port:
                ready.set()
                await stop.wait()

        thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
        thread.start()
        assert ready.wait(_SECONDS)
        try:
            yield drop
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join(_SECONDS)


def can_run_openssh() -> bool:
    return os.geteuid() == 0 and Path(_SSHD).exists()


@contextmanager
def production_server(keys: Path) -> Iterator[Drop]:
    """OpenSSH, with the users, folders and configuration that our commands write. Needs root."""
    # Every folder above a sender's must be root's and nobody else's to write to, which /tmp is not.
    home = Path(tempfile.mkdtemp(prefix="linnet-drop-", dir="/srv"))
    home.chmod(0o755)
    drop = Drop(Folders(home / "feeds"), keys, _senders(make_keys(keys)), _free_port())
    etc = home / "etc"
    had_group = _has_group("linnet-feeds")
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", OWNER], check=True)
        setup = write_setup(drop.folders, drop.senders, etc, OWNER)
        for _ in range(2):  # a second run is to change nothing
            subprocess.run(["sh"], input=setup, text=True, check=True, capture_output=True)
        (etc / "sshd_config").write_text(write_config(drop.folders, drop.senders, etc, drop.port, "127.0.0.1"))
        with _running_sshd(etc, drop.port):
            yield drop
    finally:
        for user in (OWNER, *(user_of(sender.name) for sender in drop.senders)):
            with suppress(KeyError):
                pwd.getpwnam(user)
                subprocess.run(["userdel", user], check=True, capture_output=True)
        if not had_group:
            subprocess.run(["groupdel", "linnet-feeds"], check=True)
        shutil.rmtree(home)


@contextmanager
def _running_sshd(etc: Path, port: int) -> Iterator[None]:
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    subprocess.run([_SSHD, "-t", "-f", etc / "sshd_config"], check=True)
    server = subprocess.Popen(
        [_SSHD, "-D", "-e", "-f", etc / "sshd_config"], stderr=(etc / "sshd.log").open("w"), start_new_session=True
    )
    try:
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(_SECONDS)


def _has_group(name: str) -> bool:
    with suppress(KeyError):
        grp.getgrnam(name)
        return True
    return False


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
