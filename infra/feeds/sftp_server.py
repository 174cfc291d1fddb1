"""An SFTP server for development and tests, with the rules that OpenSSH keeps in production (:mod:`infra.feeds.sshd`).

A sender writes and renames in its own ``incoming/``, and reads in ``done/``, ``rejected/`` and ``receipts/``.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import asyncssh

from consumers.feeds.folders import INCOMING, OUTGOING, Folders
from consumers.feeds.opening import MAX_FILE_BYTES
from consumers.feeds.senders import Sender
from infra.feeds.sshd import user_of
from streams.logs import log

_LOGIN_SECONDS = 20
_ALIVE_SECONDS, _ALIVE_TRIES = 30, 4
MAX_CONNECTIONS = 64
MAX_OF_SENDER = 8
# Not yet known who they are: so that one address cannot take every place.
MAX_OF_ADDRESS = 20
_SFTP_VERSION = 3


class _Doorkeeper(asyncssh.SSHServer):
    """Public keys only. ``counts`` are of connections: all of them under the empty name."""

    def __init__(self, senders: dict[str, Sender], counts: Counter[str]) -> None:
        self._senders, self._counts = senders, counts
        self._connection: Any = None
        self._counted: list[str] = []

    def connection_made(self, conn: Any) -> None:
        self._connection = conn
        if self._count("", MAX_CONNECTIONS):
            self._count(f"@{conn.get_extra_info('peername')[0]}", MAX_OF_ADDRESS)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._counts.subtract(self._counted)

    def begin_auth(self, username: str) -> bool:
        del username
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return False

    def kbdint_auth_supported(self) -> bool:
        return False

    def validate_public_key(self, username: str, key: Any) -> bool:
        sender = self._senders.get(username)
        known = [asyncssh.import_public_key(text) for text in sender.keys] if sender else []
        return key in known

    def auth_completed(self) -> None:
        self._counts.subtract([name for name in self._counted if name.startswith("@")])
        self._counted = [name for name in self._counted if not name.startswith("@")]
        self._count(self._connection.get_extra_info("username"), MAX_OF_SENDER)

    def _count(self, name: str, limit: int) -> bool:
        self._counts[name] += 1
        self._counted.append(name)
        if self._counts[name] <= limit:
            return True
        log.warning("too many connections", count=self._counts[name])
        self._connection.abort()
        return False


class _Drop(asyncssh.SFTPServer):
    def __init__(self, channel: Any, folders: Folders, senders: dict[str, Sender]) -> None:
        sender = senders[channel.get_connection().get_extra_info("username")]
        super().__init__(channel, chroot=str(folders.of(sender.name)).encode())

    def open(self, path: bytes, pflags: int, attrs: Any) -> object:
        reads, writes = pflags & asyncssh.FXF_READ, pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_APPEND)
        if not ((_is_incoming(path) and writes and not reads) or (_is_outgoing(path) and reads and not writes)):
            _refuse()
        return super().open(path, pflags, attrs)

    def write(self, file_obj: object, offset: int, data: bytes) -> Any:
        if offset + len(data) > MAX_FILE_BYTES:
            raise asyncssh.SFTPFailure(f"a file has at most {MAX_FILE_BYTES:,} bytes")
        return super().write(file_obj, offset, data)

    def rename(self, oldpath: bytes, newpath: bytes) -> Any:
        self._refuse_outside(oldpath, newpath)
        return super().rename(oldpath, newpath)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:
        self._refuse_outside(oldpath, newpath)
        return super().posix_rename(oldpath, newpath)

    def scandir(self, path: bytes) -> AsyncIterator[Any]:
        if _parts(path)[:1] == [INCOMING.encode()]:
            _refuse()
        return super().scandir(path)

    def _refuse_outside(self, *paths: bytes) -> None:
        if not all(map(_is_incoming, paths)):
            _refuse()


def _denied(*_: object) -> NoReturn:
    _refuse()


for _name in ("remove", "rmdir", "mkdir", "setstat", "lsetstat", "fsetstat", "symlink", "link", "readlink", "open56"):
    setattr(_Drop, _name, lambda self, *given: _denied(self, *given))


@asynccontextmanager
async def serving(folders: Folders, senders: list[Sender], port: int = 0) -> AsyncIterator[int]:
    """The port, while it serves. The host's key is kept beside the senders' folders."""
    folders.make(sender.name for sender in senders)
    known = {user_of(sender.name): sender for sender in senders}
    counts: Counter[str] = Counter()
    server = await asyncssh.create_server(
        lambda: _Doorkeeper(known, counts),
        "127.0.0.1",
        port,
        server_host_keys=[await asyncio.to_thread(_host_key, folders.home / "host_key")],
        sftp_factory=lambda channel: _Drop(channel, folders, known),
        sftp_version=_SFTP_VERSION,
        allow_scp=False,
        agent_forwarding=False,
        login_timeout=_LOGIN_SECONDS,
        keepalive_interval=_ALIVE_SECONDS,
        keepalive_count_max=_ALIVE_TRIES,
    )
    try:
        yield server.get_port()
    finally:
        server.close()
        await server.wait_closed()


def _host_key(path: Path) -> Any:
    if not path.exists():
        asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(path))
        path.chmod(0o600)
    return asyncssh.read_private_key(str(path))


def _parts(path: bytes) -> list[bytes]:
    return [part for part in path.split(b"/") if part not in (b"", b".")]


def _is_incoming(path: bytes) -> bool:
    parts = _parts(path)
    return len(parts) == 2 and parts[0] == INCOMING.encode() and parts[1] != b".."


def _is_outgoing(path: bytes) -> bool:
    parts = _parts(path)
    return len(parts) == 2 and parts[0].decode(errors="replace") in OUTGOING and parts[1] != b".."


def _refuse() -> NoReturn:
    raise asyncssh.SFTPPermissionDenied("senders write to incoming/ and read done/, rejected/ and receipts/")
