"""How a program gets in: an access token of the sign-in provider, by its own secret (RFC 6749, 4.4)."""

import threading
import time
from collections.abc import Generator

import httpx

# A token is had anew before it ends on its way.
_BEFORE = 30.0
_UNSAID = 60.0


class ClientCredentials(httpx.Auth):
    """``scope`` and ``audience`` as the provider asks for them; either may be empty. One token serves all requests
    until shortly before it ends, or Linnet does not believe it. May be shared by threads."""

    requires_response_body = True

    def __init__(
        self, token_url: str, client_id: str, client_secret: str, *, scope: str = "", audience: str = ""
    ) -> None:
        self._url, self._client = token_url, httpx.BasicAuth(client_id, client_secret)
        asked = {"grant_type": "client_credentials", "scope": scope, "audience": audience}
        self._asked = {name: value for name, value in asked.items() if value}
        self._token, self._ends = "", 0.0
        self._lock = threading.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        for _ in range(2):
            token = self._token if time.monotonic() < self._ends else ""
            if not token:
                with self._lock:
                    answer = yield self._ask()
                    token = self._take(answer)
            request.headers["Authorization"] = f"Bearer {token}"
            if (yield request).status_code != httpx.codes.UNAUTHORIZED:
                return
            self._ends = 0.0

    def _ask(self) -> httpx.Request:
        return next(self._client.auth_flow(httpx.Request("POST", self._url, data=self._asked)))

    def _take(self, answer: httpx.Response) -> str:
        answer.read()
        answer.raise_for_status()
        said = answer.json()
        self._token = str(said["access_token"])
        self._ends = time.monotonic() + float(said.get("expires_in", _UNSAID)) - _BEFORE
        return self._token
