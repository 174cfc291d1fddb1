"""Nodes as they stand on Kafka: wrapped under keys that stand nowhere on Kafka, so that a copy of its disks opens
nothing."""

from pathlib import Path as FilePath

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from streams.errors import Broken
from streams.keyfile import read_own
from streams.sealing.tree import Node, Path
from streams.settings import Settings


class _Written(msgspec.Struct, array_like=True):
    """``where`` is in it, so that no node can be put in the place of another."""

    where: str
    seed: bytes
    leaf: str
    siblings: bytes


_READER = msgspec.msgpack.Decoder(_Written)


def open_wrapping(settings: Settings) -> MultiFernet:
    """Where none are set, one key of its own in the data directory, made at the first time. The first wraps, all
    unwrap. Raises :class:`Broken`."""
    given = settings.wrapping_keys.get_secret_value().split()
    try:
        return MultiFernet(
            [Fernet(key) for key in given or [read_own(own_wrapping_file(settings), Fernet.generate_key)]]
        )
    except ValueError:
        raise Broken("LINNET_WRAPPING_KEYS holds a key that is none; linnet keys wrapping makes one") from None


def own_wrapping_file(settings: Settings) -> FilePath:
    return settings.data_dir / "keys" / "wrapping.key"


def wrap(wrapping: MultiFernet, area: str, epoch: int, place: Path, node: Node) -> str:
    written = _Written(_name(area, epoch, place), node.seed, node.leaf, node.siblings)
    return wrapping.encrypt(msgspec.msgpack.encode(written)).decode()


def unwrap(wrapping: MultiFernet, area: str, epoch: int, place: Path, token: str) -> Node:
    """Raises :class:`Broken` where it was wrapped under another key, or changed since."""
    where = _name(area, epoch, place)
    try:
        written = _READER.decode(wrapping.decrypt(token))
    except (InvalidToken, msgspec.DecodeError):
        raise Broken(f"the keys of {where} are not wrapped under any of LINNET_WRAPPING_KEYS") from None
    if written.where != where:
        raise Broken(f"the keys of {where} on Kafka are those of another place")
    return Node(written.seed, written.leaf, written.siblings)


def _name(area: str, epoch: int, place: Path) -> str:
    return f"{area}/{epoch}/{place}"
