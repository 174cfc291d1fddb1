"""The tree above each area's records, and its heads, signed and sent out.

It goes on from its own last heads and reads nothing twice: what was written before them is not signed anew, however it
was changed.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import orjson
from confluent_kafka import Message
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter, ValidationError

from consumers.dueness import is_due
from scoring.audit.heads import SignedHead, is_genuine, read_head, sign_head
from scoring.audit.leaf import hash_leaf
from scoring.audit.tree import Tree
from streams import metrics
from streams.codec import HEAD, decode
from streams.contract import AreaName
from streams.errors import Broken, Invalid
from streams.logs import log
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.topics import AUDIT, AUDIT_HEADS

# An area where nobody looks is signed all the same, so that it can be told from one that is not signed any more.
_REST = timedelta(hours=1)


_EMPTY = Tree()
_NAMES = TypeAdapter(AreaName)


@dataclass(frozen=True, slots=True)
class _Grown:
    """``signed``: its size when it was signed last; None: never."""

    tree: Tree = _EMPTY
    next_offset: int = 0
    signed: int | None = None
    at: datetime | None = None


class Signing:
    def __init__(self, key: Ed25519PrivateKey, areas: Collection[str], heads: Iterable[bytes]) -> None:
        """``heads``: what the topic ``audit-heads`` holds, in order. Raises :class:`Broken` where the key did not sign
        the last of an area: it was another key's, or somebody else writes there."""
        self._key = key
        self._read: dict[int, int] = {}
        self._areas = {area: _Grown() for area in areas}
        latest = {area: raw for raw in heads if _is_area(area := orjson.loads(raw).get("area"))}
        for head in (read_genuine(key, raw) for raw in latest.values()):
            self._areas[head.area] = _Grown(head.tree, head.next_offset, head.tree.size, head.at)

    async def resume(self, partition: int, low: int, high: int) -> int:
        """The next offset to read. Raises :class:`Broken` when the topic does not reach from where it was signed."""
        held = [grown.next_offset for area, grown in self._areas.items() if _partition(area) == partition]
        for offset in held:
            if not low <= offset <= high:
                raise Broken(
                    f"partition {partition} of {AUDIT.name} was signed up to {offset} and holds {low} to {high}: "
                    "it has lost a part. Run linnet audit verify"
                )
        self._read[partition] = min(held, default=low)
        return self._read[partition]

    async def take(self, partition: int, messages: Sequence[Message]) -> int:
        """``messages`` are of this partition, in order; those that are in a tree already are passed over."""
        for message in messages:
            area, offset = (message.key() or b"").decode(errors="replace"), message.offset() or 0
            self._read[partition] = offset + 1
            if not _is_area(area):
                # Nothing of ours writes such, and a head of it could not be read: linnet audit verify names it.
                log.warning("unreadable", topic=AUDIT.name, offset=offset, code="area")
                continue
            grown = self._areas.setdefault(area, _Grown())
            if offset >= grown.next_offset:
                tree = grown.tree.grow(hash_leaf(message.value() or b""))
                self._areas[area] = replace(grown, tree=tree, next_offset=offset + 1)
                metrics.AUDITED.inc()
        return len(messages)

    def sign(self, now: datetime) -> dict[str, bytes]:
        """Heads of those areas that grew, by area, and of others when it is time. :meth:`note` when they are out."""
        for area, grown in self._areas.items():
            reached = max(grown.next_offset, self._read.get(_partition(area), 0))
            self._areas[area] = replace(grown, next_offset=reached)
        return {
            area: sign_head(self._key, area, grown.tree, grown.next_offset, now)
            for area, grown in self._areas.items()
            if grown.tree.size != grown.signed or is_due(grown.at, now, _REST)
        }

    def note(self, areas: Iterable[str], now: datetime) -> None:
        for area in areas:
            grown = self._areas[area]
            self._areas[area] = replace(grown, signed=grown.tree.size, at=now)
            metrics.AUDIT_SIGNED.labels(area).set(now.timestamp())


def read_genuine(key: Ed25519PrivateKey, raw: bytes) -> SignedHead:
    try:
        head = read_head(decode(HEAD, raw), raw)
    except Invalid as fault:
        raise Broken(f"{AUDIT_HEADS.name} holds what is no head: {fault.code}") from None
    if not is_genuine(head, orjson.loads(raw), key.public_key()):
        raise Broken(
            f"{AUDIT_HEADS.name} holds a head of {head.area}, {head.at:%Y-%m-%d %H:%M} UTC, that this key did not sign:"
            " another LINNET_AUDIT_KEY_FILE was used, or somebody else writes there"
        )
    return head


def send_out(heads: Mapping[str, bytes], at: datetime, publisher: Publisher, file: Path) -> None:
    """On the topic, and a line each at the end of ``file``. Raises :class:`Transient` when Kafka does not take them; a
    file that cannot be written is logged, for one of the two is better than none."""
    try:
        _append(file, b"".join(raw + b"\n" for raw in heads.values()))
    except OSError as fault:  # Transient
        metrics.AUDIT_HEADS_UNWRITTEN.inc()
        log.warning("heads-unwritten", reason=fault.strerror or "")
    day = f"{at:%Y-%m-%d}"
    publisher.publish_blocking(
        [Outgoing(AUDIT_HEADS.name, f"{area} {day}".encode(), raw) for area, raw in heads.items()]
    )


def _append(file: Path, lines: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, lines)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_area(name: object) -> bool:
    try:
        return bool(_NAMES.validate_python(name))
    except ValidationError:  # Invalid, which is the answer
        return False


def _partition(area: str) -> int:
    return partition_of(area, AUDIT.partitions)
