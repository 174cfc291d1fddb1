"""The OpenID Connect provider, as Linnet asks it: by authorisation code with PKCE, and nothing else."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.signin.claims import ClaimsPlan, describe, read_plan
from api.signin.flow import Way
from api.signin.people import Person
from api.signin.programs import Program, find_program
from api.signin.tokens import (
    Expected,
    Floor,
    NotBelieved,
    Token,
    check_access_token,
    check_id_token,
    check_logout_token,
    check_shown,
    read_token,
    split_words,
)
from streams.errors import Transient
from streams.settings import Settings

CALLBACK = "/sign-in/callback"
_SECONDS = 5.0
_KEPT = timedelta(hours=1)
# OpenID Connect Core 1.0, 3.1.2.1: by the first it asks who is there though it knows; by the second its token tells
# when it did, and whoever cut the first out of the address is found out. With 0 some providers ask for ever.
_SHOWN = {"prompt": "login", "max_age": "60"}
# Whoever sends tokens of unknown keys must not make us ask the provider each time.
_ASKED_AGAIN = timedelta(seconds=30)


@dataclass(slots=True)
class _Found:
    at: datetime
    metadata: Mapping[str, Any]
    keys: KeySet


@dataclass(slots=True)
class Provider:
    """Raises :class:`Transient` where the provider does not answer, or not as OpenID Connect says."""

    settings: Settings
    plan: ClaimsPlan
    expected: Expected
    _found: _Found | None = field(default=None, repr=False)
    _asking: asyncio.Task[_Found] | None = field(default=None, repr=False)

    async def send_to(self, state: str, way: Way, now: datetime) -> str:
        """Where the browser goes to sign in."""
        found = await self._discover(now)
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                found.metadata["authorization_endpoint"],
                state=state,
                nonce=way.nonce,
                code_verifier=way.verifier,
                response_type="code",
                **({"acr_values": self.settings.oidc_acr} if self.settings.oidc_acr else {}),
                **(_SHOWN if way.since else {}),
            )
        return str(url)

    async def receive(self, code: str, way: Way, now: datetime) -> Person:
        """Raises :class:`NotBelieved`, and :class:`Invalid` for who has no role here."""
        found = await self._discover(now)
        token = await self._fetch_token(found.metadata["token_endpoint"], code, way)
        claims = (await self._read(str(token.get("id_token", "")), now)).claims
        check_id_token(claims, self.expected, way.nonce, now)
        if way.since:
            check_shown(claims, way.since)
        told = await self._fetch_userinfo(found.metadata.get("userinfo_endpoint"), token, claims["sub"])
        areas = self.settings.partnership.areas
        return describe(self.plan, areas, self.settings.oidc_issuer, {**told, **claims})

    async def end(self, raw: str, now: datetime) -> tuple[str, str]:
        """Subject and session that a logout token ends. Raises :class:`NotBelieved`."""
        claims = (await self._read(raw, now)).claims
        check_logout_token(claims, self.expected, now)
        return str(claims.get("sub", "")), str(claims.get("sid", ""))

    async def admit(self, raw: str, now: datetime) -> Program:
        """Whose access token it is. Raises :class:`NotBelieved`."""
        bearer = check_access_token(await self._read(raw, now), self.expected, now)
        return find_program(self.plan, self.settings.oidc_issuer, bearer)

    async def sign_out_at(self, now: datetime) -> str:
        """Where one signs out of the provider too; empty where it has no such place. Nobody is named in it."""
        endpoint = (await self._discover(now)).metadata.get("end_session_endpoint", "")
        back = {"client_id": self.settings.oidc_client_id, "post_logout_redirect_uri": self._url("/sign-in")}
        return f"{endpoint}?{urlencode(back)}" if endpoint else ""

    async def _read(self, raw: str, now: datetime) -> Token:
        try:
            return read_token(raw, (await self._discover(now)).keys)
        except NotBelieved:
            # It may be signed with a key that is new.
            return read_token(raw, (await self._discover(now, newer_than=_ASKED_AGAIN)).keys)

    async def _discover(self, now: datetime, newer_than: timedelta = _KEPT) -> _Found:
        if self._found is not None and now - self._found.at < newer_than:
            return self._found
        if self._asking is None or self._asking.done():
            # One question for all who ask meanwhile, whoever of them goes away.
            self._asking = asyncio.create_task(_ask(self.settings.oidc_issuer, now))
        self._found = await asyncio.shield(self._asking)
        return self._found

    async def _fetch_token(self, endpoint: str, code: str, way: Way) -> Mapping[str, Any]:
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=way.verifier
                )
                return dict(token)
        except OAuthError as fault:  # Invalid: a code that is not good, or not any more
            raise NotBelieved(f"token: {str(fault.error)[:40]}") from None
        except (httpx2.HTTPError, ValueError) as fault:  # Transient
            raise Transient(f"the sign-in provider does not answer ({type(fault).__name__})") from None

    async def _fetch_userinfo(self, endpoint: object, token: Mapping[str, Any], subject: str) -> Mapping[str, Any]:
        if not isinstance(endpoint, str):
            return {}
        told = await _fetch(endpoint, {"Authorization": f"Bearer {token.get('access_token', '')}"})
        # 5.3.2: else it could be of somebody else.
        if told.get("sub") != subject:
            raise NotBelieved("userinfo sub")
        return told

    def _client(self) -> Any:
        secret = self.settings.oidc_client_secret.get_secret_value()
        return AsyncOAuth2Client(
            self.settings.oidc_client_id,
            secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self.settings.oidc_scopes,
            redirect_uri=self._url(CALLBACK),
            code_challenge_method="S256",
            timeout=_SECONDS,
        )

    def _url(self, path: str) -> str:
        return self.settings.console_url.rstrip("/") + path


def open_provider(settings: Settings) -> Provider | None:
    """None for development. Raises :class:`Broken` for a claims file that cannot be read."""
    if not settings.oidc_issuer or settings.oidc_claims_file is None:
        return None
    floor = Floor(split_words(settings.oidc_acr), split_words(settings.oidc_amr))
    of_programs = Floor(split_words(settings.oidc_api_acr))
    expected = Expected(settings.oidc_issuer, settings.oidc_client_id, floor, settings.oidc_api_audience, of_programs)
    return Provider(settings, read_plan(settings.oidc_claims_file), expected)


async def _ask(issuer: str, now: datetime) -> _Found:
    metadata = await _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if metadata.get("issuer") != issuer:
        raise Transient("the sign-in provider names itself otherwise than LINNET_OIDC_ISSUER does")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(metadata.get(name), str):
            raise Transient(f"the sign-in provider names no {name}")
    return _Found(now, metadata, _read_keys(await _fetch(metadata["jwks_uri"])))


async def _fetch(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        async with httpx2.AsyncClient(timeout=_SECONDS) as client:
            answer = await client.get(url, headers=dict(headers or {}))
            answer.raise_for_status()
            told = answer.json()
    except (httpx2.HTTPError, ValueError) as fault:  # Transient
        raise Transient(f"the sign-in provider does not answer ({type(fault).__name__})") from None
    if not isinstance(told, dict):
        raise Transient("the sign-in provider answers otherwise than OpenID Connect says")
    return told


def _read_keys(told: Mapping[str, Any]) -> KeySet:
    """Its public keys: none that a client secret could stand for, and none of a kind that is not known."""
    keys = []
    for one in told.get("keys", ()):
        if not isinstance(one, dict) or one.get("kty") not in ("RSA", "EC", "OKP") or one.get("use", "sig") != "sig":
            continue
        try:
            keys += KeySet.import_key_set({"keys": [one]}).keys
        except (JoseError, ValueError, KeyError, TypeError):  # Invalid, and of no use to anybody
            continue
    return KeySet(keys)
