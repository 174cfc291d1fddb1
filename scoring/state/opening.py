"""Redis as a process of the partnership opens it: with the keys that what it holds of people is sealed and named
under."""

import base64
import binascii
from pathlib import Path

from cryptography.fernet import Fernet
from redis.asyncio import Redis

from scoring.state.connection import connect
from scoring.state.keys import veil_under
from scoring.state.sealing import SECRET_BYTES, Seals, hold
from streams.errors import Broken
from streams.keyfile import read_hex, read_own
from streams.settings import Settings

_SECONDS = 5.0


def open_redis(settings: Settings, timeout: float = _SECONDS) -> Redis:
    """``timeout`` as in :func:`scoring.state.connection.connect`. Raises :class:`Broken` for keys that are none."""
    hold_keys(settings)
    return connect(settings.redis_url, timeout)


def hold_keys(settings: Settings) -> None:
    """From now on this process reads and writes under them. Raises :class:`Broken`."""
    hold(open_seals(settings))
    veil_under(_read_index_key(settings))


def open_seals(settings: Settings) -> Seals:
    """Where none are set, one key of its own in the data directory, made at the first time. Raises
    :class:`Broken`."""
    given = settings.state_keys.get_secret_value().split()
    return Seals([_read_secret(key) for key in given or [read_own(_own(settings, "state"), Fernet.generate_key)]])


def _read_secret(key: str) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(key.strip())
    except (ValueError, binascii.Error):  # Broken, as a key of another length is
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise Broken("LINNET_STATE_KEYS holds a key that is none; linnet keys wrapping makes one")
    return secret


def _read_index_key(settings: Settings) -> bytes:
    return read_hex(settings.index_key.get_secret_value(), _own(settings, "index"), "LINNET_INDEX_KEY")


def _own(settings: Settings, name: str) -> Path:
    return settings.data_dir / "keys" / f"{name}.key"
