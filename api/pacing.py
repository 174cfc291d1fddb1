"""How much one person looks at in a minute: beyond that it is no case work, but a copy being made."""

from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.asker import Asker, Refused
from api.policy.deciding import Decision
from api.policy.grants import NAMES_NOBODY
from scoring.audit.entry import name_viewer
from streams.codes.access import Action
from streams.errors import Transient
from streams.settings import Settings

SECONDS = 60
# The list of alerts follows its stream.
_FOLLOWS = frozenset((Action.LIST_ALERTS, Action.FOLLOW_ALERTS))
_TOO_MANY = Decision(
    False, "too-many-looks", "You have looked at more within a minute than one person reads. Wait a minute and go on."
)


class TooMany(Refused):
    """429. On the audit like any other refusal."""

    def __init__(self) -> None:
        super().__init__(_TOO_MANY)


class Pace:
    """Counted in Redis, so that it holds across sessions and processes of the API. Cost: a round trip a look."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        pool: Any = redis.connection_pool
        storage = RedisStorage("async+redis://", implementation="redispy", connection_pool=pool, key_prefix="pace")
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._most = {False: settings.looks_per_minute, True: settings.program_looks_per_minute}

    async def keep(self, asker: Asker) -> None:
        """Of whatever may name somebody. What a list of alerts asks by itself is counted apart, so that the reader has
        all of theirs, and up to as much, so that nobody gains by pretending to be a page. Raises :class:`TooMany`, and
        :class:`Transient` where Redis does not answer. Refused looks count, too."""
        most = self._most[asker.viewer.program]
        if not most or asker.action in NAMES_NOBODY:
            return
        who = name_viewer(asker.viewer.issuer, asker.viewer.subject)
        counted = (who, "by-itself") if asker.by_itself and asker.action in _FOLLOWS else (who,)
        try:
            if not await self._limiter.hit(RateLimitItemPerMinute(most), *counted):
                raise TooMany
        except (RedisError, OSError) as fault:
            raise Transient(f"Redis does not answer: {type(fault).__name__}") from fault
