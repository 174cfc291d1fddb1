"""Erasures followed for ever: the key of what was erased is destroyed, and what it came in by is let go of."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from consumers.erasing.destroying import Destroying
from consumers.erasing.trimming import trim
from streams.errors import Transient
from streams.logs import log
from streams.settings import Settings

_PROCESS = "erasing"
_PAUSE_SECONDS = 1.0
# Intake says some seconds later how far it is: what came just before its erasure goes at one of the next.
_TRIM_EVERY, _TRIM_FOR = timedelta(seconds=10), timedelta(minutes=1)
_TOUCH_EVERY = timedelta(hours=1)
Now = Callable[[], datetime]


async def run_erasing(settings: Settings, now: Now) -> None:
    """For ever. Where somebody else has begun to write keys, it begins anew with those."""
    while True:
        try:
            await _follow(settings, now)
        except Transient as fault:
            log.warning("waiting", process=_PROCESS, reason=str(fault))
            await asyncio.sleep(_PAUSE_SECONDS)


async def _follow(settings: Settings, now: Now) -> None:
    destroying = await asyncio.to_thread(Destroying, settings, now)
    try:
        touched, trimmed, erased = now(), now(), now() - _TRIM_FOR
        while True:
            if count := await asyncio.to_thread(destroying.step):
                log.info("erased", process=_PROCESS, count=count)
                erased, trimmed = now(), now() - _TRIM_EVERY
            if now() - erased < _TRIM_FOR and now() - trimmed >= _TRIM_EVERY:
                await asyncio.to_thread(trim, settings)
                trimmed = now()
            if now() - touched >= _TOUCH_EVERY:
                await asyncio.to_thread(destroying.touch)
                touched = now()
    finally:
        destroying.close()
