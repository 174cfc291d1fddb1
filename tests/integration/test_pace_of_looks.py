"""How much one person looks at in a minute, whatever they do."""

from uuid import uuid4

import pytest
from redis.asyncio import Redis

from api.asker import Asker
from api.pacing import Pace, TooMany
from api.policy.grants import NAMES_NOBODY
from streams.codes.access import Action
from streams.settings import Settings
from tests.household import AREA, NOW
from tests.integration.asking import FORM, Client, asking
from tests.signed_in import Somebody, sign_in

pytestmark = pytest.mark.integration
_ITSELF = {"Linnet-By-Itself": "1"}


async def is_paced(redis: Redis, action: Action) -> bool:
    settings = Settings(dev_signin=True, looks_per_minute=2)
    _, session = await sign_in(redis, settings, NOW, Somebody(subject=uuid4().hex))
    assert session.viewer is not None
    pace, asker = Pace(settings, redis), Asker(session, session.viewer, action)
    await pace.keep(asker)
    await pace.keep(asker)
    try:
        await pace.keep(asker)
    except TooMany:  # Invalid, and what is asked here
        return True
    return False


@pytest.mark.parametrize("action", [*Action])
async def test_whatever_may_name_somebody_is_paced(redis: Redis, action: Action) -> None:
    """So nobody copies by way of an action that was not thought of."""
    assert await is_paced(redis, action) is (action not in NAMES_NOBODY)


async def list_by_itself(client: Client, times: int) -> list[int]:
    return [(await client.get("/alerts", headers=_ITSELF)).status_code for _ in range(times)]


async def test_what_a_list_asks_by_itself_takes_nothing_from_its_reader(redis: Redis, audited: Settings) -> None:
    """It has as much of its own and no more, and by nothing else does one look twice as fast."""
    strict = audited.model_copy(update={"looks_per_minute": 4})
    async with asking(strict, redis, lambda: NOW, Somebody(subject=uuid4().hex)) as client:
        assert await list_by_itself(client, 5) == [200] * 4 + [429]
        answers = [await client.get("/alerts", headers={}) for _ in range(3)]
        searched = await client.post("/v1/persons/search", json={"q": "Ashby", "area": AREA}, headers=_ITSELF)
        assert [one.status_code for one in (*answers, searched)] == [200] * 4
        assert (await client.post("/v1/persons/search", json={"q": "Ashby"}, headers=_ITSELF)).status_code == 429


async def test_a_form_that_says_nothing_is_a_look(redis: Redis, audited: Settings) -> None:
    """It is answered with the whole page."""
    strict = audited.model_copy(update={"looks_per_minute": 1})
    async with asking(strict, redis, lambda: NOW, Somebody(subject=uuid4().hex)) as client:
        form = {"id": "0" * 32, **client.signed}
        answers = [await client.post(f"/alerts/{AREA}.{'A' * 16}", data=form, headers=FORM) for _ in range(2)]
        assert [one.status_code for one in answers] == [404, 429]
