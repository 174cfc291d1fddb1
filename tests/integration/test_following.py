"""Who may go on looking on at alerts as they happen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from api.app import create_app
from api.asker import Asker
from api.audit.looks import Look
from api.following import Following
from api.purposing import declare
from api.signin.sessions import Session, Sessions
from api.streaming.told import Told
from scoring.state.keys import Subject
from streams.codes.access import Action, Role
from streams.settings import Settings
from tests.household import AREA, NOW
from tests.integration.test_review import DANIEL, FLAT, MAUREEN, RITA
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
    following = _follow(redis, opened)
    await meanwhile(sessions, opened)
    assert await following.may_stay() is stays


@dataclass(slots=True)
class Kept:
    """The audit."""

    looks: list[Look] = field(default_factory=list)

    async def keep(self, look: Look) -> None:
        self.looks.append(look)


def _follow(redis: Redis, session: Session, **more: Any) -> Following:
    assert session.viewer is not None
    context = create_app(_SETTINGS, redis, lambda: NOW).state.context
    asker = Asker(session, session.viewer, Action.FOLLOW_ALERTS)
    return Following(replace(context, asked_by=asker, **more), AREA)


def _tell(offset: int, subject: Subject, entity: str) -> Told:
    return Told(0, offset, AREA, "red", frozenset(("hub",)), subject, entity, frozenset(), "{}")


_ALERTS = [_tell(n, Subject.PERSON, one) for n, one in enumerate((MAUREEN, DANIEL, RITA, "Z" * 16))]
_ALERTS.append(_tell(9, Subject.ADDRESS, FLAT))


@pytest.mark.parametrize(("number", "own"), [("", None), ("9990000018", MAUREEN), ("9990000026", DANIEL)])
async def test_nobody_follows_what_is_about_themselves(redis: Redis, number: str, own: str | None) -> None:
    """Whichever record of theirs it names: it is neither shown nor noted as shown. All else is."""
    _, session = await sign_in(redis, _SETTINGS, NOW, Somebody(nhs_number=number))
    kept = Kept()
    following = _follow(redis, session, auditor=kept)
    left = [one for one in _ALERTS if one.entity != own]
    assert await following.show(_ALERTS) == left
    (look,) = kept.looks
    assert {one.id for one in look.shown} == {f"{AREA}.{one.entity}" for one in left}
    assert await following.show([one for one in _ALERTS if one.entity == own]) == []
    assert kept.looks == [look]
