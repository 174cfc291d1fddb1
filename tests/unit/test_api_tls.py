"""Between whatever stands before the API and the API itself, nobody listens."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from api.serve import run_api, serve_api
from consumers.receiving.channels import open_channel
from streams.errors import Broken
from streams.listening import speak_tls
from streams.settings import Settings
from tests.certificates import Authority
from tests.handshakes import LEAST, OLD, STRONG, WEAK, agree, agree_on, speak_only


def set_up(**more: Any) -> Settings:
    # Neither is asked for anything here.
    return Settings(
        kafka_bootstrap="127.0.0.1:1", redis_url="redis://127.0.0.1:1/0", dev_signin=True, api_port=0, **more
    )


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[str]:
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(serve_api(settings, address.set_result))
    try:
        yield await asyncio.wait_for(address, 30)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def listening(channel: ssl.SSLContext) -> AsyncIterator[int]:
    """A server of nothing, for what is agreed before anything is said."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=channel)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def all_speaking(
    authority: Authority, least: ssl.TLSVersion
) -> AsyncIterator[tuple[int, int, int, ssl.SSLContext]]:
    """The ports of a server that speaks ``least`` as well, of what senders come in by, and of the API; and what the
    second speaks by."""
    certificate, key = authority.sign("api")
    window = open_channel(set_up(receiving_certificate_file=certificate, receiving_key_file=key))
    assert window is not None
    lax = speak_tls(certificate, key)
    speak_only(lax, least)
    served = serving(set_up(api_certificate_file=certificate, api_key_file=key))
    async with listening(lax) as old, listening(window) as port, served as found:
        yield old, port, urlsplit(found).port or 0, window


async def hear(port: int, authority: Authority) -> list[str]:
    """What is agreed on with a client of 1.1 alone, of 1.2 alone, and of whatever there is."""
    return [await asyncio.to_thread(agree, port, authority.file, *only) for only in ((OLD,), (LEAST,), ())]


async def offer(port: int, authority: Authority) -> list[str]:
    """What is agreed on with a client of each suite alone."""
    return [await asyncio.to_thread(agree_on, port, authority.file, suite) for suite in (*STRONG, *WEAK)]


async def test_the_api_speaks_tls(tmp_path: Path) -> None:
    """With a certificate it answers over TLS to who trusts its authority, and to nobody in plain."""
    authority = Authority(tmp_path)
    certificate, key = authority.sign("api")
    async with serving(set_up(api_certificate_file=certificate, api_key_file=key)) as found:
        assert urlsplit(found).scheme == "https"
        trust = ssl.create_default_context(cafile=str(authority.file))
        async with httpx2.AsyncClient(verify=trust, timeout=20) as client:
            assert (await client.get(f"{found}/healthz")).json() == {"status": "up"}
            with pytest.raises(httpx2.HTTPError):
                await client.get(f"{found.replace('https', 'http')}/healthz")
        async with httpx2.AsyncClient(timeout=20) as stranger:
            with pytest.raises(httpx2.HTTPError):
                await stranger.get(f"{found}/healthz")


async def test_no_tls_before_1_2_is_spoken(tmp_path: Path) -> None:
    """The API, and what senders come in by, refuse a client that speaks 1.1 alone, take one of 1.2, and agree on 1.3
    with who can; a server that does not mind is spoken to by the same client in 1.1."""
    authority = Authority(tmp_path)
    async with all_speaking(authority, OLD) as (lax, window, api, _):
        assert await hear(lax, authority) == ["TLSv1.1", "", ""]
        assert await hear(window, authority) == ["", "TLSv1.2", "TLSv1.3"]
        assert await hear(api, authority) == ["", "TLSv1.2", "TLSv1.3"]


async def test_weak_suites_are_not_agreed_to(tmp_path: Path) -> None:
    """Of TLS 1.2 the API, and what senders come in by, speak those alone that have forward secrecy and AEAD; a server
    that does not mind agrees to another with the same client."""
    authority = Authority(tmp_path)
    async with all_speaking(authority, LEAST) as (lax, window, api, channel):
        assert all(re.match("TLS_|ECDHE-.*(GCM|POLY1305)", one["name"]) for one in channel.get_ciphers())
        assert await offer(lax, authority) == [*STRONG, *WEAK]
        assert await offer(window, authority) == [*STRONG, ""]
        assert await offer(api, authority) == [*STRONG, ""]


def test_half_of_tls_is_none(tmp_path: Path) -> None:
    """A certificate without its key ends the process, and says which settings belong together."""
    certificate, _ = Authority(tmp_path).sign("api")
    with pytest.raises(Broken, match="LINNET_API_CERTIFICATE_FILE and LINNET_API_KEY_FILE"):
        run_api(set_up(api_certificate_file=certificate))
