"""What surrounds every answer: who may ask, headers that keep it where it is, and its count and time."""

import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.hearing import hear_in_part
from api.problems import answer_problem, write_problem
from api.signin.cookies import is_secure
from streams import metrics
from streams.settings import Settings

# Answers hold personal data: they are kept nowhere, framed nowhere, and no address of ours goes to another site.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING = ("GET", "HEAD", "OPTIONS")
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
# Two years, as browsers ask of those whom they remember for good.
_STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
# From the provider's own machine, which is no browser; the token in it is signed.
_FROM_PROVIDER = "/sign-in/back-channel"


class Guard:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = _LOOPBACK | {urlsplit(settings.console_url).hostname or ""}
        self._headers = find_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), self._headers.items())
            await send(message)

        try:
            app = self._admit(scope, Headers(scope=scope))
            await app(scope, hear_in_part(receive), send_guarded)
        finally:
            _count(scope, status, time.perf_counter() - started)

    def _admit(self, scope: Scope, headers: Headers) -> ASGIApp:
        # Any web site can make a browser here ask us under the site's own name (DNS rebinding) and read the answer.
        # The Host header gives it away.
        if headers.get("host", "").rsplit(":", 1)[0].strip("[]").lower() not in self._hosts:
            return _REFUSED
        if scope["method"] in _READING or scope["path"] == _FROM_PROVIDER or _is_from_here(headers):
            return self._app
        # What no route takes changes nothing, and is told what there is (404, 405).
        return _REFUSED_ELSEWHERE if _is_taken(scope) else self._app


def find_headers(settings: Settings) -> dict[str, str]:
    return HEADERS | (_STRICT_TRANSPORT if is_secure(settings) else {})


def _is_from_here(headers: Headers) -> bool:
    # Any web site can make a browser here send us a form. The browser says where the page was from, and a page cannot
    # change that (Fetch Metadata); JSON it does not send across sites without asking us first (CORS), and we say no.
    # Origin would not do: by our own referrer policy it is null.
    site = headers.get("sec-fetch-site")
    if headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        return site in (None, "same-origin", "none")
    return site == "same-origin"


def _is_taken(scope: Scope) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes)


def _add_headers(headers: MutableHeaders, added: Iterable[tuple[str, str]]) -> None:
    for name, value in added:
        headers.setdefault(name, value)


def _count(scope: Scope, status: int, seconds: float) -> None:
    # The route's template, never the path: an id or a query is nobody else's business.
    route = getattr(scope.get("route"), "path", "none")
    metrics.REQUESTS.labels(route, str(status)).inc()
    metrics.REQUEST_SECONDS.labels(route).observe(seconds)


_REFUSED_ELSEWHERE = answer_problem(
    write_problem(403, "sent-from-elsewhere", "Send it from a page of Linnet's own, or as application/json.")
)
_REFUSED = answer_problem(
    write_problem(
        421,
        "host-unknown",
        "Ask under the host name of LINNET_CONSOLE_URL, or on this machine for 127.0.0.1 or localhost.",
    )
)
