"""Signatures by Standard Webhooks, so that a receiver can be sure that it was us, and lately."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks import Webhook

_PREFIX = "whsec_"
# Standard Webhooks: a symmetric secret has 24 to 64 bytes.
_BYTES = range(24, 65)


@dataclass(frozen=True, slots=True)
class Signer:
    """``secrets``: one, or several with a space between them while a receiver changes from one to the next."""

    secrets: str

    def sign(self, event_id: str, at: datetime, body: bytes) -> dict[str, str]:
        """The three headers."""
        signatures = (Webhook(secret).sign(event_id, at, body.decode()) for secret in self.secrets.split())
        return {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


def find_fault(secrets: str) -> str:
    """What is wrong with the secrets, without repeating them; nothing if nothing is."""
    if not secrets.strip():
        return "is not set in the environment of this process"
    for secret in secrets.split():
        if not secret.startswith(_PREFIX) or _length(secret.removeprefix(_PREFIX)) not in _BYTES:
            return f"must be {_PREFIX} and then 24 to 64 bytes in base 64"
    return ""


def _length(encoded: str) -> int:
    try:
        return len(base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True))
    except binascii.Error:  # not base 64
        return 0
