"""The API in this process, asked as over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from httpx import ASGITransport, AsyncClient
from redis.asyncio import Redis

from api.app import create_app
from scoring.state.connection import connect
from streams.settings import Settings


@asynccontextmanager
async def asking(settings: Settings, redis: Redis, now: Callable[[], datetime]) -> AsyncIterator[AsyncClient]:
    """What the API does not answer for it answers with 500, as it would in earnest."""
    transport = ASGITransport(create_app(settings, redis, now), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    redis = connect(url, timeout=2.0)
    try:
        yield redis
    finally:
        await redis.aclose()
