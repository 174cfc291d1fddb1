"""Files that come encrypted to us and signed by their sender, as OpenPGP messages.

They are opened by a process of its own, which has no more disk, memory and time than it may need: whatever bytes do to
the library, they do there (:mod:`consumers.feeds.unsealing`).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from consumers.feeds.faults import FileRefused
from consumers.feeds.folders import Folders
from consumers.feeds.senders import Sender
from consumers.feeds.unsealing import begins_sealed
from streams.errors import Broken, Transient

ENDING = ".pgp"
_ENDINGS = (ENDING, ".gpg", ".asc")
_SECONDS = 300
Seal = Callable[[bytes], bytes]
_WHY = {
    "pgp-missing": "your files are agreed to come encrypted and signed, and this one is not: encrypt it to Linnet's",
    "pgp-not-agreed": "it is encrypted, and no OpenPGP certificate of yours is agreed: nobody can tell who signed it",
    "pgp-not-encrypted": "it is signed and not encrypted: encrypt it to Linnet's key too",
    "pgp-not-for-us": "it is encrypted to somebody else's key: encrypt it to Linnet's, and ask for it if in doubt",
    "pgp-signature": "it has no valid signature of a certificate that is agreed for you: sign and encrypt it in one go",
    "pgp-packed": "it is compressed, which cannot be taken here: encrypt without, as gpg --compress-algo none does",
    "pgp-broken": "it is no whole OpenPGP message, or of a kind that is not safe any more: encrypt it again",
    "file-too-large": "there is more than 1 GiB in it; send it in parts",
}


def check_key(key: Path | None, senders: Collection[Sender]) -> None:
    """Raises :class:`Broken` where senders have certificates and what is sent by them could not be opened, or what is
    given back to them not be encrypted."""
    if not any(sender.pgp for sender in senders):
        return
    if find_spec("pysequoia") is None:
        raise Broken("senders have OpenPGP certificates: install Linnet with its extra, linnet[pgp]")
    if key is None or not key.is_file():
        raise Broken("senders have OpenPGP certificates: set LINNET_PGP_KEY_FILE to the key that they encrypt to")
    for sender in senders:
        try:
            if seal := sealer_for(sender):
                seal(b"")
        except (RuntimeError, OSError):  # Invalid: the library says it in words alone
            names = ", ".join(map(str, sender.pgp))
            raise Broken(f"{sender.name}: nothing can be encrypted to the OpenPGP certificates {names}") from None


def bare_name(name: str) -> str:
    """By which a file is known for what is in it.

    >>> bare_name("incidents.csv.pgp"), bare_name("incidents.csv")
    ('incidents.csv', 'incidents.csv')
    """
    ending = next((each for each in _ENDINGS if name.lower().endswith(each)), "")
    return name[: -len(ending)] if ending else name


def open_sealed(folders: Folders, sender: Sender, number: int, key: Path | None) -> None:
    """Nothing is done where files come as they are. Raises :class:`FileRefused` for what is not as agreed."""
    with folders.copy(number).open("rb") as file:
        sealed = _is_sealed(file.read(64))
    if sealed and not sender.pgp:
        raise _refuse("pgp-not-agreed")
    if not sender.pgp:
        return
    if not sealed:
        raise _refuse("pgp-missing")
    beside = folders.plain(number).with_suffix(".opening")
    code = _unseal(folders.copy(number), beside, key, sender.pgp)
    if code:
        beside.unlink(missing_ok=True)
        raise _refuse(code)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(folders.plain(number))


def sealer_for(sender: Sender) -> Seal | None:
    """What is given back to the sender goes as its files come."""
    if not sender.pgp:
        return None
    from pysequoia import Cert, encrypt

    recipients = [Cert.from_bytes(path.read_bytes()) for path in sender.pgp]
    return lambda raw: encrypt(raw, recipients, armor=False)


def _is_sealed(beginning: bytes) -> bool:
    """By its armour, or by the first packet: none of these begins a text."""
    return beginning.startswith(b"-----BEGIN PGP") or begins_sealed(beginning)


def _unseal(source: Path, target: Path, key: Path | None, certificates: Iterable[Path]) -> str:
    """Why not; empty where it is open. Raises :class:`Transient` where the other process was in no state to say."""
    words = [sys.executable, "-m", "consumers.feeds.unsealing", source, target, key or "", *certificates]
    # Where it puts down a copy of our key for gpg: gone with it, however it ends.
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        bounds: dict[str, Any] = {"timeout": _SECONDS, "env": os.environ | {"TMPDIR": place}}
        try:
            done = subprocess.run(list(map(str, words)), capture_output=True, check=False, **bounds)
        except subprocess.TimeoutExpired:  # Invalid
            return "pgp-broken"
    if done.returncode < 0:
        # Killed by what it read, or by its bounds.
        return "pgp-broken"
    try:
        return str(json.loads(done.stdout)["code"])
    except (ValueError, KeyError, TypeError):
        raise Transient(f"an OpenPGP file could not be opened: exit code {done.returncode}") from None


def _refuse(code: str) -> FileRefused:
    return FileRefused(code, _WHY[code])
