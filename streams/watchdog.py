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

from streams.broker import Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.settings import Settings

EXIT_STUCK = 75  # EX_TEMPFAIL: try again

_BEAT_SECONDS = 1.0


class Watchdog:
    """``reached`` tells, for each assigned partition of ``topic``, the next offset this worker will take."""

    def __init__(self, settings: Settings, topic: str, reached: Callable[[], dict[int, int]]) -> None:
        self._limit = settings.stuck_seconds
        self._topic = topic
        self._reached = reached
        self._watermarks = Watermarks(settings)
        self._beaten = time.monotonic()
        self._moved: dict[int, tuple[int, float]] = {}

    async def beat(self) -> None:
        """Runs in the watched loop for as long as it turns."""
        while True:
            self._beaten = time.monotonic()
            await asyncio.sleep(_BEAT_SECONDS)

    def start(self) -> None:
        self._beaten = time.monotonic()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(_BEAT_SECONDS)
            now = time.monotonic()
            if now - self._beaten > self._limit:
                self._end("the event loop has not turned")
            if stuck := self._stuck_partitions(now):
                self._end(f"no progress on partitions {stuck}")

    def _stuck_partitions(self, now: float) -> list[int]:
        reached = self._reached()
        for partition, offset in reached.items():
            if self._moved.get(partition, (None, 0.0))[0] != offset:
                self._moved[partition] = (offset, now)
        still = [p for p in reached if now - self._moved[p][1] > self._limit]
        return [p for p in still if self._waiting(p) > reached[p]]

    def _waiting(self, partition: int) -> int:
        try:
            return self._watermarks.of(self._topic, partition)[1]
        except Transient:  # Kafka is away: nobody can move, and a restart would not help
            return 0

    def _end(self, reason: str) -> None:
        log.error("worker stuck, ending it", reason=reason, topic=self._topic, seconds=self._limit)
        faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
        os._exit(EXIT_STUCK)
