"""A record as it is hashed.

Sources: RFC 8785 for the bytes; RFC 9162, 2.1.1 for the hash of a leaf, which differs from that of any inner node.
"""

import hashlib
from typing import Any

import rfc8785

LEAF = b"\x00"


def write_canonical(value: Any) -> bytes:
    """
    >>> write_canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    return rfc8785.dumps(value)


def hash_leaf(raw: bytes) -> bytes:
    """
    >>> hash_leaf(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(LEAF + raw).digest()
