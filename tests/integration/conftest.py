"""The household and those who visit it, for whatever asks about them, and what was answered."""

from collections.abc import AsyncIterator

import pytest
from pydantic import BaseModel
from redis.asyncio import Redis

from api.sending import Sender
from tests import household
from tests.integration.asking import connected


@pytest.fixture(scope="module")
def filled(redis_url: str) -> str:
    """An emptied server with the household in it."""
    household.fill(redis_url)
    return redis_url


@pytest.fixture
async def redis(filled: str) -> AsyncIterator[Redis]:
    async with connected(filled) as connection:
        yield connection


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[BaseModel]:
    """What reached Kafka's door."""
    events: list[BaseModel] = []

    async def send(_sender: Sender, _area: str, *said: BaseModel) -> None:
        events.extend(said)

    monkeypatch.setattr(Sender, "send", send)
    return events
