"""When the audit is signed."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consumers.auditing.signing import Signing

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
