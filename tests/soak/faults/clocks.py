"""The clock's machine is wrong by years, and then it is right again."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from redis import Redis

from consumers.clock import run_clock
from scoring.state import keys
from scoring.state.documents import Clock, read
from scoring.state.keys import in_area
from tests.integration.roles import await_quiet
from tests.soak.faults.ground import Ground
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import WITHIN_SECONDS, Say

JUMPS = (timedelta(days=400), timedelta(days=-400), timedelta(hours=1), timedelta(minutes=-10))
_TICKS = 3


def jump(found: Ground, marker: Marker, say: Say) -> float:
    """What its clock says is wrong by each of these for some ticks. Seconds from when it is right again, with the
    process's start, until something new had passed through all of Linnet."""
    found.end("clock")
    for wrong in JUMPS:
        with suppress(TimeoutError):
            asyncio.run(asyncio.wait_for(_run(found, wrong), (_TICKS - 0.5) * found.settings.tick_seconds))
        assert read_time(found) <= time.time(), f"a tick that was wrong by {wrong} was believed"
    begun = time.monotonic()
    found.start("clock")
    marker.passes(WITHIN_SECONDS)
    took = time.monotonic() - begun
    say(f"the clock was wrong by {len(JUMPS)} jumps: {took:.1f} s")
    assert time.time() - read_time(found) < WITHIN_SECONDS
    return took


async def _run(found: Ground, wrong: timedelta) -> None:
    await run_clock(found.settings, lambda: datetime.now(UTC) + wrong)


def read_time(found: Ground) -> float:
    """Unix seconds: what time it is in the first area, once all that was written is known."""
    await_quiet(found.settings, WITHIN_SECONDS)
    with Redis.from_url(found.settings.redis_url) as redis:
        clock = read(keys.CLOCK, redis.get(in_area(found.areas[0], keys.CLOCK)))
    return clock.at if isinstance(clock, Clock) else 0.0
