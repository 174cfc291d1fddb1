"""What a machine under systemd needs beside the units: users, folders, and a way to give a command."""

from collections.abc import Iterator
from pathlib import Path

from infra.deploy.systemd import PROGRAM, SECRETS, confine, join
from infra.deploy.workloads import FEEDS, FILES, HEADS, KIN, OPERATING, WORKLOADS

# For /etc/sysusers.d, /etc/tmpfiles.d and /usr/local/sbin.
USERS, FOLDERS, COMMAND = "linnet.sysusers.conf", "linnet.tmpfiles.conf", "linnet-operator"
_OPERATOR = "operator"
# Its StateDirectory=; a file under a bare name goes there.
_HOME = f"/var/lib/linnet-{_OPERATOR}"


def write_machine() -> dict[str, str]:
    return {
        USERS: join(_write_users()),
        FOLDERS: join(_write_folders()),
        COMMAND: f"#!/bin/sh\n{join(_write_command())}",
    }


def _write_users() -> Iterator[str]:
    # No colon: it would end the field, and systemd-sysusers makes no such user.
    yield from (f'u linnet-{role} - "Linnet {role}"' for role in (*WORKLOADS, _OPERATOR))


def _write_folders() -> Iterator[str]:
    """Root's, but what a process writes. A sender's own are made by ``linnet feeds sshd --setup``."""
    yield f"d {FILES} 0755 root root"
    yield f"d {SECRETS} 0700 root root"
    yield f"d {Path(FEEDS.path).parent} 0755 root root"
    yield f"d {FEEDS.path} 0755 root root"
    yield f"d {KIN.path} 2770 linnet-feeds linnet-feeds"
    yield f"d {HEADS.path} 0700 linnet-auditing linnet-auditing"


def _write_command() -> Iterator[str]:
    """``linnet`` as a unit that ends with the command: an administrator's shell has neither its secrets nor its
    walls."""
    yield f"# Root gives it: linnet-operator status. What it reads is in {FILES}, what it writes in {_HOME}."
    yield "set -eu"
    yield "if [ -t 0 ]; then to=--pty; else to=--pipe; fi"
    yield 'exec systemd-run --quiet --collect --wait "$to" \\'
    for line in (f"WorkingDirectory={_HOME}", *confine(_OPERATOR, OPERATING)):
        yield f"    --property='{line}' \\"
    yield f'    {PROGRAM} "$@"'
