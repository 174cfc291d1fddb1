"""OpenID Connect providers for tests: the real mock in a process of its own, and one that signs whatever it is told."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import orjson
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from streams.settings import Settings
from tests.integration.receivers import free_port

CLIENT, SECRET = "linnet", "a-secret-of-thirty-two-letters-or-more"
CLAIMS = """
[paths]
roles = ["$.realm_access.roles", "$.roles"]
agency = ["$.agency"]
areas = ["$.areas"]
teams = ["$.groups[*].name"]

[roles]
"SO" = "hub-officer"
"CL" = "clinician"
"TM" = "team-manager"

[agencies]
"nhs-trust" = "ehr"

[programs.hub-system]
subject = "service-account-hub-system"
name = "Northmoor hub system"
role = "hub-officer"
agency = "council"
areas = ["northmoor"]
purposes = ["missing", "child-strategy"]
"""
AUDIENCE, PROGRAM = "linnet-api", "hub-system"


def settings_for(issuer: str, directory: Path, **more: Any) -> Settings:
    claims = directory / "claims.toml"
    claims.write_text(CLAIMS, encoding="utf-8")
    return Settings(
        oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, oidc_claims_file=claims, **more
    )


@contextmanager
def running_mock(*users: dict[str, Any]) -> Iterator[str]:
    """Its issuer. The provider's own process, as it ships."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for user in users:
        command += ["--user-claims", orjson.dumps(user).decode()]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"
    try:
        _await_up(f"{issuer}/.well-known/openid-configuration", process)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _await_up(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the mock provider did not start")


def consent(url: str, subject: str) -> dict[str, str]:
    """What a browser brings back from the mock's form."""
    answer = httpx.post(url, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


Forge = Callable[[dict[str, Any], "Signer"], str]


@dataclass
class Signer:
    """``forge`` makes the ID token of the claims that an honest one would have; ``told`` is what UserInfo says.
    ``signed_at``: when somebody last showed there who they are, in Unix seconds; None where it does not tell.
    ``asked``: what browsers came with. It asks them who they are where it is told to, and else sends them back at once,
    as one does whose own session lasts."""

    issuer: str = ""
    forge: Forge = lambda claims, signer: signer.sign(claims)
    told: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    audience: str = AUDIENCE
    clock: Callable[[], float] = time.time
    signed_at: float | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))

    def sign(
        self, claims: dict[str, Any], key: RSAKey | OctKey | None = None, algorithm: str = "RS256", type: str = ""
    ) -> str:
        header = {"alg": algorithm, "kid": "1"} | ({"typ": type} if type else {})
        return jws.serialize_compact(header, orjson.dumps(claims), key or self.key, algorithms=[algorithm])

    def claims(self) -> dict[str, Any]:
        now = int(self.clock())
        told = {} if self.signed_at is None else {"auth_time": int(self.signed_at)}
        return told | {
            "iss": self.issuer,
            "sub": "7f3a",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            "name": "Jo Marsh",
            "roles": ["SO"],
            "areas": ["northmoor"],
            "acr": "2",
            "amr": ["pwd", "otp"],
        }

    def access_claims(self) -> dict[str, Any]:
        """Of the program's own access token."""
        now = int(time.time())
        own = {"sub": f"service-account-{PROGRAM}", "client_id": PROGRAM, "azp": PROGRAM, "aud": self.audience}
        return own | {"iss": self.issuer, "exp": now + 300, "iat": now, "jti": "1", "acr": "2"}

    def grant(self, **changed: Any) -> str:
        """An access token as RFC 9068 has it; what is None is left out."""
        said = {name: value for name, value in (self.access_claims() | changed).items() if value is not None}
        return self.sign(said, type="at+jwt")


@contextmanager
def running_signer() -> Iterator[Signer]:
    signer = Signer()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == "/authorize":
                self._lead({name: values[0] for name, values in parse_qs(query).items()})
            else:
                self._send(_answer(signer, self.path))

        def _lead(self, asked: dict[str, str]) -> None:
            back = _lead_back(signer, asked)
            if not back:
                self._write(_ask_who(asked).encode(), "text/html")
                return
            self.send_response(302)
            self.send_header("location", back)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers.get("content-length", 0))).decode())
            if asked.get("grant_type") == ["client_credentials"]:
                self._send({"access_token": signer.grant(), "token_type": "Bearer", "expires_in": 300})
                return
            token = signer.forge(signer.claims(), signer)
            self._send({"access_token": "at", "token_type": "Bearer", "id_token": token})

        def _send(self, told: dict[str, Any]) -> None:
            self._write(orjson.dumps(told), "application/json")

        def _write(self, raw: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    signer.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield signer
    finally:
        server.shutdown()
        server.server_close()


def _lead_back(signer: Signer, asked: dict[str, str]) -> str:
    """Empty where the browser has to show first who is there."""
    if asked.pop("shown", ""):
        signer.signed_at = signer.clock()
    else:
        signer.asked.append(asked)
        if asked.get("prompt") == "login":
            return ""
    signer.nonce = asked["nonce"]
    return f"{asked['redirect_uri']}?{urlencode({'code': 'c', 'state': asked['state']})}"


def _ask_who(asked: dict[str, str]) -> str:
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked.items())
    button = '<button name="shown" value="1">I am</button>'
    return f'<h1>Who is there?</h1><form action="/authorize">{fields}{button}</form>'


def _answer(signer: Signer, path: str) -> dict[str, Any]:
    at = signer.issuer
    if path == "/keys":
        return {"keys": [signer.key.as_dict(private=False) | {"use": "sig"}]}
    if path == "/userinfo":
        return {"sub": "7f3a", **signer.told}
    return {
        "issuer": at,
        "authorization_endpoint": f"{at}/authorize",
        "token_endpoint": f"{at}/token",
        "jwks_uri": f"{at}/keys",
        "userinfo_endpoint": f"{at}/userinfo",
        "end_session_endpoint": f"{at}/leave",
    }
