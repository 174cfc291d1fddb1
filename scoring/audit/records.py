"""A record of the audit as far as its place is concerned."""

from dataclasses import dataclass
from typing import Any

import orjson
import rfc8785

from scoring.audit.leaf import hash_leaf, write_canonical

# Of one start of one writer.
ChainName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """``position`` in its area, from 0. ``id`` and what follows are empty where it cannot be read: then ``fault`` says
    why."""

    position: int
    hash: str
    id: str = ""
    chain: ChainName = ("", "")
    sequence: int = 0
    previous: str | None = None
    follows: str | None = None
    fault: str = ""


def read_record(area: str, position: int, raw: bytes) -> Record:
    """Total: what anybody may have put there."""
    digest = hash_leaf(raw).hex()
    try:
        event = orjson.loads(raw)
        if write_canonical(event) != raw:
            return Record(position, digest, fault="it is not written as records are (RFC 8785)")
        if event["area"] != area:
            return Record(position, digest, fault=f"it says that it is of another area than {area}")
        return _read(event, position, digest)
    except (orjson.JSONDecodeError, rfc8785.CanonicalizationError, KeyError, TypeError, AttributeError):  # Invalid
        return Record(position, digest, fault="it cannot be read as a record")


def _read(event: dict[str, Any], position: int, digest: str) -> Record:
    link = event["data"]["link"]
    chain, sequence = (str(link["writer"]), str(link["start"])), link["sequence"]
    if not isinstance(sequence, int):
        return Record(position, digest, fault="it cannot be read as a record")
    return Record(position, digest, str(event["id"]), chain, sequence, link.get("previous"), link.get("follows"))
