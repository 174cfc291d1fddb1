"""What the audit was at a time, signed, so that whoever has one of these can tell if it is still so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from scoring.audit.leaf import hash_leaf, write_canonical
from scoring.audit.tree import Tree
from streams.events.audit import HeadSigned


@dataclass(frozen=True, slots=True)
class SignedHead:
    """``raw`` is the event as it was signed."""

    area: str
    at: datetime
    tree: Tree
    next_offset: int
    key: str
    raw: bytes

    @property
    def root(self) -> str:
        return self.tree.root.hex()


def sign_head(key: Ed25519PrivateKey, area: str, tree: Tree, next_offset: int, at: datetime) -> bytes:
    """The event, for the topic ``audit-heads``."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"{area}-{tree.size}-{int(at.timestamp() * 1000)}",
        "source": "uk.linnet.auditing",
        "type": "head-signed-1",
        "time": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "area": area,
        "data": {
            "size": tree.size,
            "root": tree.root.hex(),
            "peaks": [peak.hex() for peak in tree.peaks],
            "next_offset": next_offset,
            "key": name_key(key.public_key()),
        },
    }
    signature = key.sign(write_canonical(event)).hex()
    return write_canonical(event | {"data": event["data"] | {"signature": signature}})


def name_key(key: Ed25519PublicKey) -> str:
    """Sixteen hexadecimal digits that follow from the key."""
    return hash_leaf(key.public_bytes_raw()).hex()[:16]


def read_head(event: HeadSigned, raw: bytes) -> SignedHead:
    said = event.data
    tree = Tree(said.size, tuple(bytes.fromhex(peak) for peak in said.peaks))
    return SignedHead(event.area, event.time, tree, said.next_offset, said.key, raw)


def is_genuine(head: SignedHead, event: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """``event`` is :attr:`SignedHead.raw` as JSON. Whether the key signed exactly this, and it agrees with itself."""
    data = {name: value for name, value in event["data"].items() if name != "signature"}
    try:
        key.verify(bytes.fromhex(event["data"]["signature"]), write_canonical({**event, "data": data}))
    except (InvalidSignature, ValueError):  # Invalid, which is the answer
        return False
    return head.tree.is_sound and head.root == data["root"] and head.key == name_key(key)
