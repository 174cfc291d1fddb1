"""From here to the provider and back: what is remembered meanwhile, by whom."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis

from scoring.state.store import reach

# As long as somebody may look for their second factor.
_LASTS = timedelta(minutes=10)
_BYTES = 32
_LETTERS = len(secrets.token_urlsafe(_BYTES))


class Way(BaseModel):
    """``browser`` is in a cookie of whoever set out: nobody is signed in by an answer that somebody else fetched.
    ``verifier`` is PKCE's (RFC 7636). ``since``: the provider must have asked who is there after that; None where it
    may know them from before."""

    model_config = ConfigDict(frozen=True)

    browser: str
    nonce: str
    verifier: str
    after: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    redis: Redis

    async def set_out(self, after: str, browser: str, since: datetime | None) -> tuple[str, Way]:
        """The ``state`` that the provider gives back, and what is kept under it. ``browser``: what its cookie says
        already, for another tab may be on its way."""
        state = secrets.token_urlsafe(_BYTES)
        way = Way(
            browser=browser if len(browser) == _LETTERS else secrets.token_urlsafe(_BYTES),
            nonce=secrets.token_urlsafe(_BYTES),
            verifier=secrets.token_urlsafe(2 * _BYTES),
            after=after,
            since=since,
        )
        await reach(self.redis.set(_name(state), way.model_dump_json(), ex=_LASTS))
        return state, way

    async def arrive(self, state: str) -> Way | None:
        """Once: an answer that is sent again finds nothing."""
        raw = await reach(self.redis.getdel(_name(state)))
        return None if raw is None else Way.model_validate_json(raw)


def _name(state: str) -> str:
    return f"signing-in:{hashlib.sha256(state.encode()).hexdigest()}"
