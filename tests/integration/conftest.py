"""The household and those who visit it, for whatever asks about them."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

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
