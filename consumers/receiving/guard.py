"""What surrounds every answer: its headers, its count, and an end to connections whose bodies nobody wants."""

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from streams import metrics

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_HSTS = "max-age=31536000; includeSubDomains"
# What is still on its way is thrown away for so long, so that the answer is not lost to a reset connection.
_LINGER_SECONDS = 1.0


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        hearing = _Hearing(scope, receive)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(message, scope, hearing)
                metrics.RECEIVED_REQUESTS.labels(scope["state"].get("sender", ""), message["status"]).inc()
            elif hearing.unheard and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await hearing.linger()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, hearing.receive, send_guarded)


def _dress(message: Message, scope: Scope, hearing: "_Hearing") -> None:
    headers = MutableHeaders(scope=message)
    headers.update(HEADERS)
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = _HSTS
    if hearing.unheard:
        headers["Connection"] = "close"


class _Hearing:
    """Whether all of a request's body has come."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = Headers(scope=scope)
        self._receive = receive
        self._begun = False
        self._waits = headers.get("expect", "").lower() == "100-continue"
        self.unheard = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers

    async def receive(self) -> Message:
        self._begun = True
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self.unheard = False
        return message

    async def linger(self) -> None:
        # Asking a sender for its body that waits to be asked would be the wrong thing now.
        if self._waits and not self._begun:
            return
        try:
            async with asyncio.timeout(_LINGER_SECONDS):
                while self.unheard:
                    await self.receive()
        except TimeoutError:  # Invalid: it has had its answer
            return
