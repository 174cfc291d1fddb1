"""What surrounds every answer: who may ask, headers that keep it where it is, and its count and time."""

import time
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import answer_problem, write_problem
from streams import metrics
from streams.errors import Broken

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
_HOSTS = frozenset(("127.0.0.1", "localhost", "::1"))


def require_loopback(host: str) -> None:
    """Raises :class:`Broken` for an address that others could reach."""
    if host != "localhost" and not _is_loopback(host):
        raise Broken(
            "LINNET_API_HOST must be 127.0.0.1, ::1 or localhost: there is no sign-in, no declared purpose and no "
            "audit yet, so nobody but the people at this machine may ask. Unset it and start again."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, and no name but localhost is sure to stay on this machine
        return False


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), HEADERS.items())
            await send(message)

        try:
            app = _admit(self._app, scope["method"], Headers(scope=scope))
            await app(scope, receive, send_guarded)
        finally:
            _count(scope, status, time.perf_counter() - started)


def _admit(app: ASGIApp, method: str, headers: Headers) -> ASGIApp:
    if not _is_ours(headers):
        return _REFUSED
    return app if method in _READING or _is_from_here(headers) else _REFUSED_ELSEWHERE


def _is_from_here(headers: Headers) -> bool:
    # Any web site can make a browser here send us a form. The browser says where the page was from, and a page cannot
    # change that (Fetch Metadata); JSON it does not send across sites without asking us first (CORS), and we say no.
    # Origin would not do: by our own referrer policy it is null.
    site = headers.get("sec-fetch-site")
    if headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        return site in (None, "same-origin", "none")
    return site == "same-origin"


def _is_ours(headers: Headers) -> bool:
    # Any web site can make a browser here ask 127.0.0.1 under the site's own name (DNS rebinding) and read the
    # answer. The Host header gives it away.
    return headers.get("host", "").rsplit(":", 1)[0].strip("[]").lower() in _HOSTS


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
    write_problem(421, "host-unknown", "Ask for 127.0.0.1 or localhost: this address is for this machine only.")
)
