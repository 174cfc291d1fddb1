"""That a record is in a signed tree, or one such tree the beginning of another, shown to who has no access to more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from scoring.audit.heads import SignedHead, is_genuine, read_head
from scoring.audit.leaf import hash_leaf
from scoring.audit.tree import is_beginning, is_included, prove_consistency, prove_inclusion
from streams.codec import HEAD, decode
from streams.errors import Invalid


@dataclass(frozen=True, slots=True)
class Proof:
    """``record`` is empty where it is the beginning that is shown: then ``earlier`` is."""

    position: int
    record: str
    earlier: str
    head: str
    path: list[str]

    def write(self) -> bytes:
        return orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def prove_record(records: Sequence[bytes], head: SignedHead, position: int) -> Proof:
    """``head`` must cover it."""
    leaves = [hash_leaf(raw) for raw in records[: head.tree.size]]
    path = [each.hex() for each in prove_inclusion(leaves, position)]
    return Proof(position, records[position].decode(), "", head.raw.decode(), path)


def prove_growth(records: Sequence[bytes], earlier: SignedHead, head: SignedHead) -> Proof:
    """``earlier`` covers at least one record, ``head`` no fewer."""
    leaves = [hash_leaf(raw) for raw in records[: head.tree.size]]
    path = [each.hex() for each in prove_consistency(leaves, earlier.tree.size)]
    return Proof(0, "", earlier.raw.decode(), head.raw.decode(), path)


def check_proof(raw: bytes, key: Ed25519PublicKey) -> str:
    """What is shown by it, in words. Raises :class:`Invalid` where it shows nothing."""
    try:
        said: dict[str, Any] = orjson.loads(raw)
        proof = Proof(said["position"], said["record"], said["earlier"], said["head"], said["path"])
        path = [bytes.fromhex(each) for each in proof.path]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as fault:
        raise Invalid("not-a-proof", "this is no proof as linnet audit prove writes it") from fault
    head = _read_signed(proof.head, key)
    at = f"{head.at:%Y-%m-%d %H:%M:%S} UTC"
    if proof.record:
        if not is_included(hash_leaf(proof.record.encode()), proof.position, head.tree.size, path, head.tree.root):
            raise Invalid("not-proved", "the record is not in the tree that was signed")
        return f"the record was number {proof.position} of the {head.tree.size} of {head.area} that were signed at {at}"
    earlier = _read_signed(proof.earlier, key)
    sizes = (earlier.tree.size, head.tree.size)
    if earlier.area != head.area or not is_beginning(sizes[0], earlier.tree.root, sizes[1], head.tree.root, path):
        raise Invalid("not-proved", "the later tree does not begin with the earlier one: the audit was written anew")
    return f"the {sizes[0]} records of {head.area} are the beginning of the {sizes[1]} that were signed at {at}"


def _read_signed(raw: str, key: Ed25519PublicKey) -> SignedHead:
    head = read_head(decode(HEAD, raw.encode()), raw.encode())
    if not is_genuine(head, orjson.loads(raw), key):
        raise Invalid("not-signed", f"the head of {head.area} was not signed by this key")
    return head
