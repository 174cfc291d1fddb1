"""The API in this process, asked as over HTTP by somebody who is signed in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from httpx import ASGITransport, AsyncClient
from redis.asyncio import Redis

from api.app import create_app
from api.audit.auditor import Auditor
from api.pages.forms import TOKEN
from scoring.state.connection import connect
from streams.settings import Settings
from tests.signed_in import COOKIE, Somebody, sign_in

HUB = Somebody()
_AUDITORS: dict[str, Auditor] = {}
# As a browser sends a form of a page of ours.
FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


class Client(AsyncClient):
    """``token``: what each form of the pages brings."""

    token: str = ""

    @property
    def signed(self) -> dict[str, str]:
        return {TOKEN: self.token}


@asynccontextmanager
async def asking(
    settings: Settings, redis: Redis, now: Callable[[], datetime], who: Somebody | None = HUB
) -> AsyncIterator[Client]:
    """What the API does not answer for it answers with 500, as it would in earnest. ``who``: None for nobody."""
    settings = settings.model_copy(update={"dev_signin": True})
    app = create_app(settings, redis, now)
    if settings.kafka_bootstrap:
        # One writer for all: each reads first where the one before it stopped.
        auditor = _AUDITORS.setdefault(settings.kafka_bootstrap, app.state.context.auditor)
        app.state.context = replace(app.state.context, auditor=auditor)
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with Client(transport=transport, base_url="http://127.0.0.1") as client:
        if who is not None:
            session_id, session = await sign_in(redis, settings, now(), who)
            client.cookies.set(COOKIE, session_id)
            client.token = session.token
        yield client


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    redis = connect(url, timeout=2.0)
    try:
        yield redis
    finally:
        await redis.aclose()
