"""The process that opens one OpenPGP message: ``SOURCE TARGET KEY CERTIFICATE...``; says on standard output why not.

The library checks signatures of what is not compressed; gpg compresses unless it is told not to, and where it is on the
machine it opens that.
"""

import base64
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from consumers.feeds.opening import MAX_FILE_BYTES

# Of a message to somebody's key, or under a passphrase.
_SESSION_KEYS, _VERSIONS = (1, 3), range(3, 7)
_MEMORY_BYTES, _CPU_SECONDS = 2 << 30, 240
_ARMOUR = b"-----BEGIN PGP MESSAGE"
_PACKED, _BROKEN = "pgp-packed", "pgp-broken"
_SAID = {
    "No key to decrypt": "pgp-not-for-us",
    "no valid signatures": "pgp-signature",
    "Unexpected message structure": _PACKED,
    "File too large": "file-too-large",
}


def main(words: Sequence[str]) -> None:
    source, target, key, *certificates = map(Path, words)
    bound(MAX_FILE_BYTES)
    sys.stdout.write(json.dumps({"code": unseal(source, target, key, certificates)}))


def bound(file_bytes: int) -> None:
    """Of this process, and of those that it starts."""
    for kind, most in (
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def unseal(source: Path, target: Path, key: Path, certificates: Sequence[Path]) -> str:
    """Why not; empty where it is open, in ``target``."""
    target.touch(0o600)
    if not _is_encrypted(source):
        return "pgp-not-encrypted"
    code = _open(source, target, key, certificates)
    gpg = shutil.which("gpg")
    return _open_packed(gpg, source, target, key, certificates) if code in (_PACKED, _BROKEN) and gpg else code


def begins_sealed(raw: bytes) -> bool:
    """Whether a session key of version 3 to 6 is the first packet (RFC 9580, 4.2, 5.1 and 5.3): no text begins so."""
    if len(raw) < 8 or not raw[0] & 0x80:
        return False
    if raw[0] & 0x40:
        tag, skipped = raw[0] & 0x3F, 1 if raw[1] < 192 else 2 if raw[1] < 224 else 5
    else:
        tag, skipped = (raw[0] >> 2) & 0x0F, (1, 2, 4, 0)[raw[0] & 3]
    return tag in _SESSION_KEYS and raw[1 + skipped] in _VERSIONS


def _open(source: Path, target: Path, key: Path, certificates: Sequence[Path]) -> str:
    from pysequoia import Cert, Tsk, decrypt_file

    known = [Cert.from_bytes(path.read_bytes()) for path in certificates]
    try:
        decryptor = Tsk.from_file(str(key)).decryptor()
        opened = decrypt_file(source, target, decryptor, lambda _ids: known)
    except (RuntimeError, OSError) as fault:  # Invalid: the library says it in words alone
        return next((code for words, code in _SAID.items() if words in str(fault)), _BROKEN)
    signed = {each.certificate for each in opened.valid_sigs}
    return "" if signed & {each.fingerprint for each in known} else "pgp-signature"


def _open_packed(gpg: str, source: Path, target: Path, key: Path, certificates: Sequence[Path]) -> str:
    """In a home of its own, which holds the key and these certificates and nobody else's."""
    from pysequoia import Cert

    known = {Cert.from_bytes(path.read_bytes()).fingerprint.upper() for path in certificates}
    with TemporaryDirectory() as home:
        plain = (gpg, "--homedir", home, "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "")
        try:
            _run(*plain, "--import", key, *certificates)
            words = ("--status-fd", "1", "--trust-model", "always", "--yes", "--output", target, "--decrypt", source)
            said = _run(*plain, *words)
        finally:
            _run("gpgconf", "--homedir", home, "--kill", "all")
    status = [line.split()[1:] for line in said.splitlines() if line.startswith("[GNUPG:] ") and len(line.split()) > 1]
    if not any(line[0] == "DECRYPTION_OKAY" for line in status):
        return "file-too-large" if target.stat().st_size >= MAX_FILE_BYTES else _BROKEN
    # The last word is the primary key's fingerprint; one good signature does not mend another that is bad.
    signed = {line[-1] for line in status if line[0] == "VALIDSIG"}
    bad = any(line[0] in ("BADSIG", "EXPKEYSIG", "REVKEYSIG", "EXPSIG") for line in status)
    return "" if signed & known and not bad else "pgp-signature"


def _run(*words: str | Path) -> str:
    done = subprocess.run(list(map(str, words)), capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def _is_encrypted(path: Path) -> bool:
    """By the first packet: what is signed alone begins with another."""
    with path.open("rb") as file:
        beginning = file.read(4_096)
    if beginning.startswith(b"-----"):
        if not beginning.startswith(_ARMOUR):
            return False
        first = beginning.replace(b"\r", b"").partition(b"\n\n")[2].partition(b"\n")[0]
        try:
            beginning = base64.b64decode(first)
        except ValueError:  # Invalid
            return False
    return begins_sealed(beginning)


if __name__ == "__main__":
    main(sys.argv[1:])
