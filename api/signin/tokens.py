"""What a token must be to be believed: an ID token (OpenID Connect Core 1.0, 3.1.3.7), a logout token, and a program's
access token (RFC 9068)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
_LONGEST = timedelta(hours=1)
# RFC 9068 asks for the first; many providers say no more than JWT.
_TYPES = frozenset(("at+jwt", "application/at+jwt", "jwt"))
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
    """``audience`` and ``program_floor``: of programs' access tokens."""

    issuer: str
    client_id: str
    floor: Floor
    audience: str = ""
    program_floor: Floor = Floor()


@dataclass(frozen=True, slots=True)
class Token:
    type: str
    claims: dict[str, Any]


def read_token(raw: str, keys: KeySet) -> Token:
    """Raises :class:`NotBelieved` for one that none of the keys has signed."""
    try:
        read = jwt.decode(raw, keys, algorithms=list(ALGORITHMS))
        return Token(str(read.header.get("typ", "")).lower(), dict(read.claims))
    except (JoseError, ValueError, TypeError, KeyError) as fault:  # Invalid: whatever is wrong with what was sent
        raise NotBelieved(f"signature: {type(fault).__name__}") from None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose access token it is, and when it ends."""

    client: str
    subject: str
    until: datetime


def check_access_token(token: Token, expected: Expected, now: datetime) -> Bearer:
    """Raises :class:`NotBelieved`."""
    claims = token.claims
    if token.type not in _TYPES:
        raise NotBelieved("typ")
    if claims.get("iss") != expected.issuer:
        raise NotBelieved("iss")
    if not expected.audience or expected.audience not in _list_audiences(claims):
        raise NotBelieved("aud")
    # An ID token has one, an access token never.
    if "nonce" in claims:
        raise NotBelieved("nonce")
    _check_times(claims, now)
    _check_floor(claims, expected.program_floor)
    client, subject = claims.get("client_id", claims.get("azp")), claims.get("sub")
    if not (isinstance(client, str) and client) or claims.get("azp", client) != client:
        raise NotBelieved("client_id")
    if not (isinstance(subject, str) and subject):
        raise NotBelieved("sub")
    return Bearer(client, subject, datetime.fromtimestamp(claims["exp"], UTC))


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    """Of one that holds for an hour at most: what was stolen is of no use for longer."""
    ends, issued = claims.get("exp"), claims.get("iat")
    if not _is_time(ends) or ends is None or ends <= (now - _LEEWAY).timestamp():
        raise NotBelieved("exp")
    if not _is_time(issued) or issued is None or issued > (now + _LEEWAY).timestamp():
        raise NotBelieved("iat")
    if ends - issued > _LONGEST.total_seconds():
        raise NotBelieved("exp")
    _check_begun(claims, now)


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


def check_shown(claims: Mapping[str, Any], since: datetime) -> None:
    """That whoever it is has shown the provider so since then. Raises :class:`NotBelieved`."""
    shown = claims.get("auth_time")
    if not _is_time(shown) or shown is None or shown < (since - _LEEWAY).timestamp():
        raise NotBelieved("auth_time")


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
    audiences = _list_audiences(claims)
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
    _check_begun(claims, now)


def _list_audiences(claims: Mapping[str, Any]) -> list[Any]:
    audience = claims.get("aud")
    return audience if isinstance(audience, list) else [audience]


def _check_begun(claims: Mapping[str, Any], now: datetime) -> None:
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
