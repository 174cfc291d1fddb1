"""What an ID token must be to be believed (OpenID Connect Core 1.0, 3.1.3.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from streams.errors import Invalid

# Signed with the provider's private key: nothing that our client secret could make, and never "none".
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
# Clocks differ.
_LEEWAY = timedelta(seconds=60)
_OLDEST = timedelta(minutes=10)
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class NotBelieved(Invalid):
    """``why`` is for the log; whoever signs in is told to try again."""

    def __init__(self, why: str) -> None:
        super().__init__("sign-in-failed", "Signing in did not work. Go back to the start and try again.")
        self.why = why


@dataclass(frozen=True, slots=True)
class Floor:
    """``acr``: any of these classes of authentication; ``amr``: all of these methods. Empty asks for nothing."""

    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Expected:
    issuer: str
    client_id: str
    floor: Floor


def read_token(raw: str, keys: KeySet) -> dict[str, Any]:
    """Raises :class:`NotBelieved` for one that none of the keys has signed."""
    try:
        return dict(jwt.decode(raw, keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError, KeyError) as fault:  # Invalid: whatever is wrong with what was sent
        raise NotBelieved(f"signature: {type(fault).__name__}") from None


def check_id_token(claims: Mapping[str, Any], expected: Expected, nonce: str, now: datetime) -> None:
    """Raises :class:`NotBelieved`."""
    _check_common(claims, expected, now)
    if not claims.get("sub") or not isinstance(claims["sub"], str):
        raise NotBelieved("sub")
    if not _is_time(claims.get("exp")) or claims["exp"] <= (now - _LEEWAY).timestamp():
        raise NotBelieved("exp")
    if claims.get("nonce") != nonce:
        raise NotBelieved("nonce")
    _check_floor(claims, expected.floor)


def check_logout_token(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    """OpenID Connect Back-Channel Logout 1.0, 2.6. Raises :class:`NotBelieved`."""
    _check_common(claims, expected, now)
    events = claims.get("events")
    if not isinstance(events, Mapping) or _LOGOUT_EVENT not in events:
        raise NotBelieved("events")
    if "nonce" in claims:
        raise NotBelieved("nonce")
    if not (claims.get("sub") or claims.get("sid")):
        raise NotBelieved("sub")


def _check_common(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    if claims.get("iss") != expected.issuer:
        raise NotBelieved("iss")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if expected.client_id not in audiences:
        raise NotBelieved("aud")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise NotBelieved("azp")
    issued = claims.get("iat")
    if (
        not _is_time(issued)
        or issued is None
        or not (now - _OLDEST).timestamp() <= issued <= (now + _LEEWAY).timestamp()
    ):
        raise NotBelieved("iat")
    if "nbf" in claims and not (_is_time(claims["nbf"]) and claims["nbf"] <= (now + _LEEWAY).timestamp()):
        raise NotBelieved("nbf")


def _check_floor(claims: Mapping[str, Any], floor: Floor) -> None:
    if floor.acr and claims.get("acr") not in floor.acr:
        raise NotBelieved("acr")
    used = claims.get("amr")
    if floor.amr and not floor.amr <= set(used if isinstance(used, list) else ()):
        raise NotBelieved("amr")


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def split_words(words: str) -> frozenset[str]:
    return frozenset(_split(words))


def _split(words: str) -> Iterable[str]:
    return words.split()
