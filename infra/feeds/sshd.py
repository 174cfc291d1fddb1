"""OpenSSH for production: one system user a sender, its key, its folder as its whole world, and no more requests than
putting a file down and fetching a receipt takes.

Files arrive with mode 0240: their sender may write to them, the group of Linnet may read them, and nobody else either.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path

from consumers.feeds.folders import INCOMING, OUTGOING, Folders
from consumers.feeds.senders import Sender

_GROUP = "linnet-feeds"
# An allow-list: what a later OpenSSH adds is refused until somebody has looked at it.
_REQUESTS = (
    *("open", "close", "read", "write", "lstat", "fstat", "stat", "opendir", "readdir", "realpath"),
    *("rename", "posix-rename", "fsync", "limits"),
)
_UMASK = "0537"
_CONFIG = """\
# Linnet's senders. Written by: linnet feeds sshd
Port {port}
ListenAddress {host}
HostKey {host_key}
PidFile {pid_file}

AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
PermitEmptyPasswords no
AuthorizedKeysFile {keys}/%u
AllowUsers {users}

DisableForwarding yes
PermitTTY no
PermitTunnel no
PermitUserEnvironment no
PermitUserRC no
PrintMotd no

LoginGraceTime 20
MaxAuthTries 3
MaxSessions 4
MaxStartups 60:50:120
PerSourceMaxStartups 10
ClientAliveInterval 30
ClientAliveCountMax 4
LogLevel VERBOSE

Subsystem sftp internal-sftp
ForceCommand internal-sftp -d /{incoming} -u {umask} -p {requests}
"""
_MATCH = """
Match User {user}
    ChrootDirectory {folder}
"""


def user_of(sender: str) -> str:
    """The prefix keeps a sender from having the name of a user that the machine has already."""
    return f"feed-{sender}"


def write_config(folders: Folders, senders: list[Sender], etc: Path, port: int, host: str = "0.0.0.0") -> str:
    config = _CONFIG.format(
        port=port,
        host=host,
        host_key=etc / "host_key",
        pid_file=etc / "sshd.pid",
        keys=etc / "keys",
        users=" ".join(user_of(sender.name) for sender in senders),
        incoming=INCOMING,
        umask=_UMASK,
        requests=",".join(_REQUESTS),
    )
    return config + "".join(
        _MATCH.format(user=user_of(sender.name), folder=folders.of(sender.name)) for sender in senders
    )


def write_setup(folders: Folders, senders: list[Sender], etc: Path, owner: str) -> str:
    """A shell script for root; run again, it changes what has changed. ``owner``: the user that Linnet runs as."""
    return "\n".join(["#!/bin/sh", "set -eu", *_set_up(folders, senders, etc, owner)]) + "\n"


def _set_up(folders: Folders, senders: list[Sender], etc: Path, owner: str) -> Iterator[str]:
    yield f"groupadd -f {_GROUP}"
    yield f"usermod -a -G {_GROUP} {shlex.quote(owner)}"
    yield f"install -d -o root -g root -m 0755 {_quote(folders.home)} {_quote(folders.home / 'senders')}"
    yield f"install -d -o {shlex.quote(owner)} -g {_GROUP} -m 0700 {_quote(folders.work)}"
    yield f"install -d -o root -g root -m 0755 {_quote(etc)} {_quote(etc / 'keys')}"
    yield f"[ -f {_quote(etc / 'host_key')} ] || ssh-keygen -q -t ed25519 -N '' -f {_quote(etc / 'host_key')}"
    for sender in senders:
        yield from _set_up_sender(folders.of(sender.name), sender, etc, owner)


def _set_up_sender(folder: Path, sender: Sender, etc: Path, owner: str) -> Iterator[str]:
    user, keys = user_of(sender.name), "\n".join(sender.keys)
    yield f"\n# {sender.name}: {sender.source}"
    # A password of * is none that fits; the ! that useradd writes would be a locked account, which sshd turns away.
    made = f"useradd --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin --password '*' {user}"
    yield f"id {user} >/dev/null 2>&1 || {made}"
    yield f"install -d -o root -g root -m 0755 {_quote(folder)}"
    yield f"install -d -o {user} -g {_GROUP} -m 2370 {_quote(folder / INCOMING)}"
    for name in OUTGOING:
        yield f"install -d -o {shlex.quote(owner)} -g {user} -m 2750 {_quote(folder / name)}"
    yield f"printf '%s\\n' {shlex.quote(keys)} > {_quote(etc / 'keys' / user)}"
    yield f"chmod 0644 {_quote(etc / 'keys' / user)}"


def _quote(path: Path) -> str:
    return shlex.quote(str(path))
