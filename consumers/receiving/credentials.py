"""Whose a request is: by its token, and by its client certificate where the sender has one."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from consumers.feeds.senders import Sender
from consumers.feeds.senders_form import Token
from streams.errors import Invalid

# Beginnings are for programs that look for secrets where none belong.
_BEGINNING = "linnet_"
_BYTES = 32


class Unauthorised(Invalid):
    """401: nobody we know, or no longer."""


class Forbidden(Invalid):
    """403: somebody we know, who may not do this."""


def make_token() -> str:
    """256 bits by chance, so that a plain digest of it is as good as a slow one."""
    return _BEGINNING + secrets.token_urlsafe(_BYTES)


def digest_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request brings. ``certificate``: SHA-256 of its client certificate in DER, in hexadecimal; empty: none."""

    authorization: str
    certificate: str = ""


class Credentials:
    def __init__(self, senders: Iterable[Sender]) -> None:
        self.hold(senders)

    def hold(self, senders: Iterable[Sender]) -> None:
        """These from now on, and nobody else."""
        self._tokens = [(token, sender) for sender in senders for token in sender.tokens]

    def identify(self, shown: Shown, now: datetime) -> Sender:
        """Raises :class:`Unauthorised`, and :class:`Forbidden` for a token without its sender's certificate."""
        kind, _, token = shown.authorization.partition(" ")
        if not shown.authorization:
            raise Unauthorised("token-missing", "send your token: Authorization: Bearer linnet_…")
        if kind.lower() != "bearer" or not token.strip():
            raise Unauthorised("token-form", "the Authorization header must be: Bearer, a space, and your token")
        found, sender = self._find(digest_token(token.strip()))
        if found is None or sender is None:
            raise Unauthorised("token-unknown", "no sender has this token: it is mistyped, or was taken out of use")
        if now.astimezone(UTC).date() > found.until:
            raise Unauthorised("token-expired", f"this token was good until {found.until}; ask for the next one")
        if sender.certificates and shown.certificate not in sender.certificates:
            raise Forbidden("certificate-of-another", "this token is taken only over TLS with its own certificate")
        return sender

    def _find(self, digest: str) -> tuple[Token, Sender] | tuple[None, None]:
        # All are compared, each in constant time, so that how long it takes tells nothing.
        same = [held for held in self._tokens if hmac.compare_digest(held[0].sha256, digest)]
        return same[0] if same else (None, None)
