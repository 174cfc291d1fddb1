"""Somebody who is signed in, as the real store of sessions has them: for whoever asks the API, and for the browser."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from api.purposing import declare
from api.signin.people import Person
from api.signin.sessions import Session, Sessions
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings

COOKIE = "linnet-session"
NAME = "Jocasta Bellweather"


@dataclass(frozen=True, slots=True)
class Somebody:
    """``areas``: every area of the partnership where none is named. Of the purposes, the two for tracing need no
    reference and are for everything."""

    role: Role = Role.HUB_OFFICER
    teams: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    purpose: str = "missing"
    agency: Agency = Agency.COUNCIL
    name: str = NAME
    subject: str = "jocasta"
    nhs_number: str = field(default="", repr=False)

    def describe(self, settings: Settings) -> Person:
        areas = self.areas or frozenset(settings.partnership.areas)
        return Person(
            issuer="https://sign-in.example",
            subject=self.subject,
            name=self.name,
            agency=self.agency,
            roles=(self.role,),
            areas=areas,
            teams=self.teams,
            nhs_number=self.nhs_number,
        )


def open_sessions(redis: Redis, settings: Settings) -> Sessions:
    return Sessions(redis, timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours))


async def sign_in(redis: Redis, settings: Settings, now: datetime, who: Somebody) -> tuple[str, Session]:
    """The id for the cookie, and the session, with the purpose declared."""
    sessions = open_sessions(redis, settings)
    session_id = await sessions.begin(who.describe(settings), now)
    session = await sessions.find(session_id, now)
    assert session is not None
    if who.purpose:
        await sessions.declare(session, declare(settings, who.purpose, "", now))
    return session_id, session


def cookies_at(settings: Settings) -> dict[str, str]:
    """Of a hub officer who signs in now."""
    return {COOKIE: sign_in_at(settings.redis_url, settings, lambda: datetime.now(UTC), Somebody())}


def sign_in_at(redis_url: str, settings: Settings, now: Callable[[], datetime], who: Somebody) -> str:
    async def begin() -> str:
        async with Redis.from_url(redis_url) as redis:
            return (await sign_in(redis, settings, now(), who))[0]

    return asyncio.run(begin())
