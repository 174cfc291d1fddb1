"""Sessions: who is signed in, in which role, for which purpose, and until when.

The one thing in Redis that cannot be rebuilt from the log (decision 0024): whoever is signed in when Redis is lost
signs in again. Keys are outside every area, so neither the digest nor a rebuild sees them.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from redis.asyncio import Redis

from api.policy.viewer import Purpose, Viewer
from api.signin.people import Person
from api.signin.telling import tell_signed_out
from scoring.state.sealing import seal, unseal
from scoring.state.store import reach
from streams.codes.access import Role

_ID_BYTES = 32
# Who works on is kept signed in, and Redis is written to no more often than this.
_TOUCH = timedelta(seconds=20)
# Set only what is there: a session that ended meanwhile must not come to life again, half of it.
_WRITE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
"""
_PURPOSE: TypeAdapter[Purpose] = TypeAdapter(Purpose)


@dataclass(frozen=True, slots=True)
class Glass:
    """A restriction that may be looked past until then: of the person with this public id, on their own page."""

    id: str
    until: datetime


_GLASS: TypeAdapter[tuple[Glass, ...]] = TypeAdapter(tuple[Glass, ...])


@dataclass(frozen=True, slots=True)
class Session:
    """``key`` is the digest of the id in the cookie: what Redis holds is of no use as a cookie. ``token`` is in each
    form. ``role`` is None until somebody with several has chosen."""

    key: str
    person: Person
    role: Role | None
    token: str
    begun: datetime
    seen: datetime
    purpose: Purpose | None
    glass: tuple[Glass, ...] = ()

    @property
    def viewer(self) -> Viewer | None:
        return None if self.role is None else self.person.act_as(self.role)


@dataclass(frozen=True, slots=True)
class Sessions:
    redis: Redis
    idle: timedelta
    longest: timedelta

    async def begin(self, person: Person, now: datetime) -> str:
        """The id of a new session. Its role is chosen where there is only one."""
        session_id = secrets.token_urlsafe(_ID_BYTES)
        key, role = _hash(session_id), person.roles[0] if len(person.roles) == 1 else None
        fields: dict[Any, Any] = {
            "person": seal(_name(key), person.model_dump_json().encode()),
            "role": role.value if role else "",
            "token": secrets.token_urlsafe(_ID_BYTES),
            "begun": now.isoformat(),
            "seen": now.isoformat(),
            "purpose": "",
        }
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.hset(_name(key), mapping=fields)
            pipe.expire(_name(key), self.idle)
            for index in _indexes(person):
                pipe.sadd(index, key)
                pipe.expire(index, self.longest)
            await reach(pipe.execute())
        return session_id

    async def find(self, session_id: str, now: datetime, active: bool = True) -> Session | None:
        """None for one that never was, was ended, or has run out. ``active``: somebody did something, so the idle time
        begins anew. Cost: one round trip, and a second every 20 s."""
        session = await self.read(_hash(session_id), now)
        if session is not None and active and now - session.seen >= _TOUCH:
            await self._write(session.key, seen=now.isoformat())
        return session

    async def read(self, key: str, now: datetime) -> Session | None:
        session = _read(key, await reach(self.redis.hgetall(_name(key))))
        if session is not None and not self._lasts(session, now):
            await self.end(key)
            return None
        return session

    async def list_own(self, person: Person, now: datetime) -> list[Session]:
        """Wherever they are signed in, the last used first. Cost: two round trips."""
        keys = [key.decode() for key in await reach(self.redis.smembers(_index_person(person.issuer, person.subject)))]
        async with self.redis.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.hgetall(_name(key))
            held = [_read(key, fields) for key, fields in zip(keys, await reach(pipe.execute()), strict=True)]
        lasting = [session for session in held if session is not None and self._lasts(session, now)]
        return sorted(lasting, key=lambda session: session.seen, reverse=True)

    def find_end(self, session: Session, seen: datetime) -> datetime:
        """When they are signed out who did something last then."""
        return min(seen + self.idle, session.begun + self.longest)

    async def choose(self, session: Session, role: Role) -> None:
        """Whoever changes role says anew what they look for, and looks past nothing any more."""
        await self._write(session.key, role=role.value, purpose="", glass="")

    async def declare(self, session: Session, purpose: Purpose) -> None:
        await self._write(session.key, purpose=seal(_name(session.key), _PURPOSE.dump_json(purpose)))

    async def look_past(self, session: Session, opened: Sequence[Glass]) -> None:
        """For as long as each says and the session lasts."""
        held = {one.id: one for one in (*session.glass, *opened)}
        await self._write(session.key, glass=_GLASS.dump_json(tuple(held.values())).decode())

    async def end(self, key: str) -> None:
        await reach(self.redis.delete(_name(key)))

    async def end_own(self, person: Person, key: str) -> None:
        """One of theirs; of nobody else's, whatever ``key`` is."""
        if await reach(self.redis.sismember(_index_person(person.issuer, person.subject), key)):
            await self.end(key)
            tell_signed_out(person, "elsewhere")

    async def end_all(self, person: Person) -> None:
        """Wherever they are signed in."""
        await self._end_indexed(_index_person(person.issuer, person.subject))

    async def sign_out(self, session: Session, everywhere: bool) -> None:
        """As somebody asked for it themselves, which goes on the log."""
        if everywhere:
            await self.end_all(session.person)
        await self.end(session.key)
        tell_signed_out(session.person, "everywhere" if everywhere else "here")

    async def end_at_provider(self, issuer: str, subject: str, session: str) -> None:
        """Those of one session of the provider's; all of the subject's where it names none."""
        await self._end_indexed(_index_provider(issuer, session) if session else _index_person(issuer, subject))

    def _lasts(self, session: Session, now: datetime) -> bool:
        return now - session.seen < self.idle and now - session.begun < self.longest

    async def _end_indexed(self, index: str) -> None:
        keys = await reach(self.redis.smembers(index))
        for key in keys:
            await self.end(key.decode())
        await reach(self.redis.delete(index))

    async def _write(self, key: str, **fields: str | bytes) -> None:
        said: list[Any] = [part for field in fields.items() for part in field]
        seconds = int(self.idle.total_seconds())
        await reach(self.redis.eval(_WRITE, 1, _name(key), seconds, *said))


def _read(key: str, held: Mapping[bytes, bytes]) -> Session | None:
    fields = {name.decode(): unseal(_name(key), value).decode() for name, value in held.items()}
    if not fields:
        return None
    return Session(
        key,
        Person.model_validate_json(fields["person"]),
        Role(fields["role"]) if fields["role"] else None,
        fields["token"],
        datetime.fromisoformat(fields["begun"]),
        datetime.fromisoformat(fields["seen"]),
        _PURPOSE.validate_json(fields["purpose"]) if fields["purpose"] else None,
        _GLASS.validate_json(fields["glass"]) if fields.get("glass") else (),
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _name(key: str) -> str:
    return f"session:{key}"


def _indexes(person: Person) -> list[str]:
    own = _index_person(person.issuer, person.subject)
    return [own, _index_provider(person.issuer, person.session)] if person.session else [own]


def _index_person(issuer: str, subject: str) -> str:
    return f"sessions-of:{_hash(f'{issuer} {subject}')}"


def _index_provider(issuer: str, session: str) -> str:
    return f"sessions-in:{_hash(f'{issuer} {session}')}"
