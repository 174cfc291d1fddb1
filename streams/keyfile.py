"""A key of Linnet's own, where none was given: a file that is made at the first time."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from streams.errors import Broken

_HEX_BYTES = 32


def read_own(path: Path, make: Callable[[], bytes]) -> str:
    """What is in it. Raises :class:`Broken`."""
    try:
        if not path.exists():
            _make_own(path, make())
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise Broken(f"the key {path} can be neither read nor made: {type(fault).__name__}") from fault


def read_hex(given: str, path: Path, setting: str) -> bytes:
    """32 bytes, ``given`` as 64 hexadecimal digits; where nothing is given, from a file of its own. Raises
    :class:`Broken`, which names the ``setting`` and not its value."""
    try:
        key = bytes.fromhex(given or read_own(path, lambda: secrets.token_hex(_HEX_BYTES).encode()))
    except ValueError:  # Broken, as a key of another length is
        key = b""
    if len(key) != _HEX_BYTES:
        raise Broken(f"{setting} is not 64 hexadecimal digits")
    return key


def _make_own(path: Path, key: bytes) -> None:
    """Whole or not at all, for several processes start at once: what is made first is what all read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        os.link(made, path)
    except FileExistsError:  # not an error: it was made before
        pass
    finally:
        made.unlink()
