"""When the audit is signed."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consumers.auditing.signing import Signing
from scoring.audit.heads import sign_head
from scoring.audit.tree import Tree

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_an_area_where_nobody_looks_is_signed_each_hour_whatever_the_clock_did() -> None:
    """Also after it was a year ahead for a minute; and by a process that was started anew since."""
    key = Ed25519PrivateKey.generate()
    signing = Signing(key, ["northmoor"], [])
    ahead = NOW + timedelta(days=365)
    heads = signing.sign(ahead)
    signing.note(heads, ahead)
    assert signing.sign(ahead + timedelta(minutes=1)) == {}
    for one in (signing, Signing(key, ["northmoor"], heads.values())):
        assert list(one.sign(NOW)) == ["northmoor"]


def write(key: bytes | None, offset: int) -> Any:
    return cast(Any, SimpleNamespace(key=lambda: key, value=lambda: b"{}", offset=lambda: offset))


@pytest.mark.parametrize("key", [None, b"", b"x-y", b"Northmoor", b"\xff"])
async def test_what_is_of_no_area_ends_no_signing(key: bytes | None) -> None:
    """A head of it could not be read by whoever is started next: there is none, and what was signed of it before is
    nothing to go on from. Records of areas are signed all the same."""
    private = Ed25519PrivateKey.generate()
    signing = Signing(private, ["northmoor"], [sign_head(private, "x-y", Tree(), 0, NOW)])
    await signing.take(0, [write(key, 0), write(b"northmoor", 1)])
    heads = signing.sign(NOW)
    assert list(heads) == ["northmoor"]
    assert list(Signing(private, [], heads.values()).sign(NOW + timedelta(hours=1))) == ["northmoor"]
