"""Between whatever stands before the API and the API itself, nobody listens."""

import asyncio
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from api.serve import run_api, serve_api
from streams.errors import Broken
from streams.settings import Settings
from tests.certificates import Authority


def set_up(**more: Any) -> Settings:
    # Neither is asked for anything here.
    return Settings(
        kafka_bootstrap="127.0.0.1:1", redis_url="redis://127.0.0.1:1/0", dev_signin=True, api_port=0, **more
    )


async def test_the_api_speaks_tls(tmp_path: Path) -> None:
    """With a certificate it answers over TLS to who trusts its authority, and to nobody in plain."""
    authority = Authority(tmp_path)
    certificate, key = authority.sign("api")
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    settings = set_up(api_certificate_file=certificate, api_key_file=key)
    serving = asyncio.create_task(serve_api(settings, address.set_result))
    try:
        found = await asyncio.wait_for(address, 30)
        assert urlsplit(found).scheme == "https"
        trust = ssl.create_default_context(cafile=str(authority.file))
        async with httpx2.AsyncClient(verify=trust, timeout=20) as client:
            assert (await client.get(f"{found}/healthz")).json() == {"status": "up"}
            with pytest.raises(httpx2.HTTPError):
                await client.get(f"{found.replace('https', 'http')}/healthz")
        async with httpx2.AsyncClient(timeout=20) as stranger:
            with pytest.raises(httpx2.HTTPError):
                await stranger.get(f"{found}/healthz")
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def test_half_of_tls_is_none(tmp_path: Path) -> None:
    """A certificate without its key ends the process, and says which settings belong together."""
    certificate, _ = Authority(tmp_path).sign("api")
    with pytest.raises(Broken, match="LINNET_API_CERTIFICATE_FILE and LINNET_API_KEY_FILE"):
        run_api(set_up(api_certificate_file=certificate))
