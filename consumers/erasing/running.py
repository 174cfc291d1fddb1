"""Erasures followed for ever: the key of what was erased is destroyed, and what it came in by is let go of. And months:
each has keys of its own, which are destroyed when all that came in with it is past its age."""

import asyncio
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from redis.asyncio import Redis

from consumers.dueness import is_due
from consumers.erasing.destroying import PROCESS, Destroying
from consumers.erasing.felling import fell_all
from consumers.erasing.trimming import trim
from streams import metrics
from streams.errors import Transient
from streams.logs import log
from streams.settings import Settings

_PAUSE_SECONDS = 1.0
# Intake says some seconds later how far it is: what came just before its erasure goes at one of the next.
_TRIM_EVERY, _TRIM_FOR = timedelta(seconds=10), timedelta(minutes=1)
_TOUCH_EVERY = timedelta(hours=1)
# Months begin and end; what follows may wait for that long.
_TURN_EVERY = timedelta(minutes=1)
Now = Callable[[], datetime]


async def run_erasing(settings: Settings, redis: Redis, now: Now) -> None:
    """For ever. Where somebody else has begun to write keys, it begins anew with those."""
    metrics.FOLLOWED.labels(PROCESS).set(time.time())
    while True:
        try:
            await _follow(settings, redis, now)
        except Transient as fault:
            log.warning("waiting", process=PROCESS, reason=str(fault))
            await asyncio.sleep(_PAUSE_SECONDS)


async def _follow(settings: Settings, redis: Redis, now: Now) -> None:
    destroying = await asyncio.to_thread(Destroying, settings, now)
    try:
        touched, trimmed, erased, turned = now(), now(), now() - _TRIM_FOR, now() - _TURN_EVERY
        while True:
            if count := await asyncio.to_thread(destroying.step):
                log.info("erased", process=PROCESS, count=count)
                erased, trimmed = now(), now() - _TRIM_EVERY
            if now() - erased < _TRIM_FOR and is_due(trimmed, now(), _TRIM_EVERY):
                await asyncio.to_thread(trim, settings)
                trimmed = now()
            if is_due(turned, now(), _TURN_EVERY):
                await _turn_months(destroying, redis, settings.partnership.areas, now())
                turned = now()
            if is_due(touched, now(), _TOUCH_EVERY):
                await asyncio.to_thread(destroying.touch)
                touched = now()
    finally:
        destroying.close()


async def _turn_months(destroying: Destroying, redis: Redis, areas: Collection[str], now: datetime) -> None:
    if begun := await asyncio.to_thread(destroying.begin, areas, now):
        log.info("month begun", process=PROCESS, count=len(begun))
    for area in await fell_all(redis, destroying, areas):
        log.info("month destroyed", process=PROCESS, area=area)
