"""Connections, each with an hour-glass: a sender that is slow, silent or never ends holds nothing for long."""

import asyncio
import hashlib
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

# From the first byte to the end of the headers, and between two requests.
HEADER_SECONDS = 5.0
# From the headers to the last byte of the answer: longer than a body and Kafka together may take.
REQUEST_SECONDS = 60.0
MAX_CONNECTIONS = 4_000


class Connection(H11Protocol):
    """uvicorn's own, which waits without end for the headers of a first request."""

    _glass: asyncio.TimerHandle | None = None
    _answering: Any = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
            return
        self.app_state = self.app_state | {"certificate": _digest_certificate(transport)}
        self._turn(HEADER_SECONDS)

    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not self._answering and self.cycle is not None and not self.cycle.response_complete:
            self._answering = self.cycle
            self._turn(REQUEST_SECONDS)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # A connection that is closing has to have its last bytes read.
        self._turn(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._glass is not None:
            self._glass.cancel()

    def _turn(self, seconds: float) -> None:
        if self._glass is not None:
            self._glass.cancel()
        self._glass = self.loop.call_later(seconds, self.transport.abort)


def _digest_certificate(transport: asyncio.Transport) -> str:
    channel = transport.get_extra_info("ssl_object")
    shown = channel.getpeercert(binary_form=True) if channel is not None else None
    return hashlib.sha256(shown).hexdigest() if shown else ""
