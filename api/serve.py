"""The composition root of the API: the clock, the connection and the socket come in here."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime

import uvicorn

from api.app import create_app
from api.streaming.broadcast import Broadcast
from scoring.state.opening import open_redis
from streams.errors import Broken
from streams.listening import speak_tls
from streams.settings import Settings

# Nobody waits longer for a page; beyond that 503 says more than a spinning wheel.
_REDIS_SECONDS = 1.0


def _now() -> datetime:
    return datetime.now(UTC)


def run_api(settings: Settings, announce: Callable[[str], None] | None = None) -> None:
    """Serves until SIGINT or SIGTERM. ``announce`` gets the address once connections are taken.

    Raises :class:`Broken` as it is set up nobody should get in, or the port is taken.
    """
    asyncio.run(serve_api(settings, announce))


async def serve_api(
    settings: Settings, announce: Callable[[str], None] | None = None, now: Callable[[], datetime] = _now
) -> None:
    channel = _open_channel(settings)
    redis = open_redis(settings, timeout=_REDIS_SECONDS)
    try:
        app = create_app(settings, redis, now)
        with _listen(settings.api_host, settings.api_port) as listening:
            if announce:
                announce(_address(listening, "https" if channel else "http"))
            # No access log: it would hold what was searched for. No server header: nobody needs it. Nobody's word for
            # where they come from, or for how.
            config = uvicorn.Config(
                app, access_log=False, log_config=None, server_header=False, proxy_headers=False, lifespan="off"
            )
            config.load()
            config.ssl = channel
            await _Server(config, app.state.context.broadcast).serve(sockets=[listening])
    finally:
        await redis.aclose()


class _Server(uvicorn.Server):
    """uvicorn waits at its end for every answer to be complete, and a live stream never is unless it is told."""

    def __init__(self, config: uvicorn.Config, broadcast: Broadcast) -> None:
        super().__init__(config)
        self._broadcast = broadcast

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._broadcast.close()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
        # asyncio sets it on connections only where the socket names its protocol, and this one names none; without
        # it an answer on a kept connection waits 40 ms for the acknowledgement of the one before.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as fault:
        raise Broken(
            f"port {port} of {host} cannot be had ({fault.strerror}): set LINNET_API_PORT to another"
        ) from fault


def _open_channel(settings: Settings) -> ssl.SSLContext | None:
    certificate, key = settings.api_certificate_file, settings.api_key_file
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise Broken("TLS needs both LINNET_API_CERTIFICATE_FILE and LINNET_API_KEY_FILE")
    return speak_tls(certificate, key)


def _address(listening: socket.socket, scheme: str) -> str:
    host, port = listening.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
