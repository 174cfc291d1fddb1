"""Who may go on looking on at alerts as they happen."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from api.app import create_app
from api.asker import Asker
from api.following import Following
from api.purposing import declare
from api.signin.sessions import Session, Sessions
from streams.codes.access import Action, Role
from streams.settings import Settings
from tests.household import AREA, NOW
from tests.signed_in import Somebody, open_sessions, sign_in

pytestmark = pytest.mark.integration
_SETTINGS = Settings(dev_signin=True)


async def _nothing(_sessions: Sessions, _session: Session) -> None:
    return


async def _declare(sessions: Sessions, session: Session) -> None:
    await sessions.declare(session, declare(_SETTINGS, "exploitation", "", NOW + timedelta(minutes=1)))


async def _give_up(sessions: Sessions, session: Session) -> None:
    """The role chosen once more, without a purpose."""
    await sessions.choose(session, Role.HUB_OFFICER)


async def _end(sessions: Sessions, session: Session) -> None:
    await sessions.end(session.key)


@pytest.mark.parametrize(
    ("meanwhile", "stays"), [(_nothing, True), (_declare, False), (_give_up, False), (_end, False)]
)
async def test_a_stream_ends_with_the_purpose_it_was_opened_for(
    redis: Redis, meanwhile: Callable[[Sessions, Session], Awaitable[None]], stays: bool
) -> None:
    """Also where another holds: what is shown from then on is shown for that, and is asked for anew."""
    _, session = await sign_in(redis, _SETTINGS, NOW, Somebody())
    sessions = open_sessions(redis, _SETTINGS)
    opened = await sessions.read(session.key, NOW)
    assert opened is not None
    assert opened.viewer is not None
    context = create_app(_SETTINGS, redis, lambda: NOW).state.context
    asker = Asker(opened, opened.viewer, Action.FOLLOW_ALERTS)
    following = Following(replace(context, asked_by=asker), AREA)
    await meanwhile(sessions, opened)
    assert await following.may_stay() is stays
