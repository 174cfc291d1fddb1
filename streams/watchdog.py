"""Ends a worker that has stopped moving. Faust's own detector only writes a log line (faust#175, open since 2021).

Two things are watched from a thread of their own, which a stuck event loop cannot stop: that the loop still
turns, and that no partition has messages waiting while nothing is applied. The orchestrator starts the worker
again; the position in Redis makes that safe at any moment.
"""

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable

from streams.broker import Place, Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.settings import Settings

EXIT_STUCK = 75  # EX_TEMPFAIL: try again

_BEAT_SECONDS = 1.0


class Watchdog:
    """``reached`` tells, for each partition that is this worker's, the next offset it will take."""

    def __init__(self, settings: Settings, reached: Callable[[], dict[Place, int]]) -> None:
        self._limit = settings.stuck_seconds
        self._reached = reached
        self._watermarks = Watermarks(settings)
        self._beaten = time.monotonic()
        self._seen: dict[Place, int] = {}
        self._since: dict[Place, float] = {}

    async def beat(self) -> None:
        """Runs in the watched loop for as long as it turns."""
        while True:
            self._beaten = time.monotonic()
            await asyncio.sleep(_BEAT_SECONDS)

    def start(self) -> None:
        self._beaten = time.monotonic()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        try:
            while True:
                time.sleep(_BEAT_SECONDS)
                self._look(time.monotonic())
        except Exception as fault:  # Broken: a worker that nobody watches is no better than one that is stuck
            self._end(f"the watchdog has failed ({type(fault).__name__})")

    def _look(self, now: float) -> None:
        if now - self._beaten > self._limit:
            self._end("the event loop has not turned")
        if stuck := self._stuck_partitions(now):
            self._end(f"no progress on {stuck}")

    def _stuck_partitions(self, now: float) -> list[Place]:
        """Those at which something has been waiting for so long. A partition may be idle for days: the time counts from
        when something was first seen waiting there."""
        before, self._seen = self._seen, self._reached()
        for place, offset in self._seen.items():
            if before.get(place) != offset or self._waiting(place) <= offset:
                self._since.pop(place, None)
            else:
                self._since.setdefault(place, now)
        self._since = {place: since for place, since in self._since.items() if place in self._seen}
        return [place for place, since in self._since.items() if now - since > self._limit]

    def _waiting(self, place: Place) -> int:
        try:
            return self._watermarks.of(*place)[1]
        except Transient:  # Kafka is away: nobody can move, and a restart would not help
            return 0

    def _end(self, reason: str) -> None:
        log.error("worker stuck, ending it", reason=reason, seconds=self._limit)
        faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
        os._exit(EXIT_STUCK)
