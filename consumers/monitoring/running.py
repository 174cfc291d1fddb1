"""The topic ``scores`` followed for ever, from where the monitoring stands."""

from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from consumers.dueness import is_due
from consumers.monitoring.following import Following
from consumers.tail import Tail
from scoring.state.monitoring import Monitoring
from streams.errors import Transient
from streams.logs import log
from streams.settings import Settings
from streams.topics import SCORES

_PROCESS = "monitoring"
_BATCH, _WAIT_SECONDS = 2_000, 0.5
# Open months are reported anew when nothing more is there to be read, and for a twentieth of the time at most.
_LEAST_REST, _REST_TIMES = timedelta(seconds=5), 20
# A clock that was put right meanwhile says of no report that it took a year.
_MOST_REST = timedelta(hours=1)
Now = Callable[[], datetime]


async def run_monitoring(settings: Settings, redis: Redis, now: Now) -> None:
    """For ever. Raises :class:`Broken` when another process does the same."""
    following = Following(Monitoring(redis), settings.partnership.areas.keys())
    tail = Tail(settings, SCORES, _PROCESS, following)
    await tail.begin()
    rest = _LEAST_REST
    reported: datetime | None = None
    while True:
        if not await tail.read_on(_BATCH, _WAIT_SECONDS) and is_due(reported, now(), rest):
            rest = await _report(following, now)
            reported = now()


async def _report(following: Following, now: Now) -> timedelta:
    """After how long to do it again."""
    began = now()
    try:
        await following.report_changed()
    except Transient as fault:
        log.warning("waiting", process=_PROCESS, reason=str(fault))
    return min(max(_LEAST_REST, (now() - began) * _REST_TIMES), _MOST_REST)
