"""One entrant's play: an empty Redis, the same log, from the first commit to the last; then a steady flow."""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import psutil
from redis import Redis

from infra.commands import digest_areas
from infra.processes import list_environment
from infra.stack.leash import spawn, stop
from streams.errors import Broken
from streams.publisher import Outgoing
from streams.settings import Settings
from tests.bench.cpu import Meter, Spent
from tests.bench.ground import find_servers
from tests.bench.peers.entrants import ROOT, Entrant
from tests.bench.peers.flow import Flow, measure_flow
from tests.bench.peers.log import lay_log
from tests.bench.peers.progress import Progress
from tests.integration.roles import await_true

HOST, KAFKA, VALKEY = "host", "Kafka", "Valkey"
_POLL_SECONDS = 0.005
_MEMORY_SECONDS = 0.1
_PATIENCE_SECONDS = 300.0
_GRACE_SECONDS = 20.0
_IDLE_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Played:
    """``events``: applied between the first commit that was seen and the last; ``spent`` is of the same stretch, and
    has no Kafka where that served others too. ``memory``: the host's largest resident size, bytes. ``digest``: of all
    that is known then. ``times``: milliseconds, of a steady flow afterwards. ``busy``: the host's share of a core
    meanwhile; of a host with no work, while there is nothing to take."""

    entrant: Entrant
    events: int
    spent: Spent
    memory: int
    digest: str
    times: list[float]
    busy: float

    def cpu(self, process: str) -> float:
        """Microseconds an event."""
        return self.spent.cpu[process] / self.events * 1e6

    @property
    def whole(self) -> float | None:
        """Of the host and both servers, microseconds an event."""
        return sum(map(self.cpu, (HOST, KAFKA, VALKEY))) if KAFKA in self.spent.cpu else None


def play(settings: Settings, entrant: Entrant, log: list[Outgoing], flow: Flow) -> Played:
    """Raises :class:`Broken` when the host ends before its time, or stands still for five minutes."""
    _empty(settings)
    lay_log(settings, log)
    return play_laid(settings, entrant, len(log), flow, find_servers())


def play_laid(settings: Settings, entrant: Entrant, total: int, flow: Flow, servers: Mapping[str, int]) -> Played:
    """The log is there, of ``total`` messages, and Redis is empty. ``servers``: their process ids. Raises as
    :func:`play` does."""
    progress = Progress(settings)
    with running(settings, entrant) as host:
        events, spent, memory = watch(progress, host, total, servers)
        digest = asyncio.run(digest_areas(settings, None)).whole
        times, busy = measure_steady(settings, entrant, host, flow, progress)
    progress.close()
    return Played(entrant, events, spent, memory, digest, times, busy)


def measure_steady(
    settings: Settings, entrant: Entrant, host: psutil.Process, flow: Flow, progress: Progress
) -> tuple[list[float], float]:
    """``times`` and ``busy`` of :class:`Played`."""
    meter = Meter({HOST: host.pid})
    times = measure_flow(settings, flow, progress) if entrant.live and entrant.works and flow.messages else []
    if not entrant.works:
        time.sleep(_IDLE_SECONDS)
    steady = meter.spent()
    return times, steady.cpu[HOST] / steady.wall


def _empty(settings: Settings) -> None:
    """Also its file: a server that rewrites a long one meanwhile is busy with somebody else's past."""
    with Redis.from_url(settings.redis_url) as redis:
        redis.flushall()
        redis.bgrewriteaof()
        await_true(lambda: not redis.info("persistence")["aof_rewrite_in_progress"], _PATIENCE_SECONDS)


@contextmanager
def running(settings: Settings, entrant: Entrant) -> Iterator[psutil.Process]:
    command = entrant.command()
    log = settings.data_dir / f"{entrant.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    child = spawn(command, log, {**os.environ, **list_environment(settings), "PYTHONPATH": str(ROOT)})
    try:
        yield psutil.Process(child.pid)
    except Broken as fault:
        raise Broken(f"{entrant.title}: {fault}\n{log.read_text(errors='replace')[-2_000:]}") from fault
    finally:
        stop(child, _GRACE_SECONDS)


def watch(
    progress: Progress, host: psutil.Process, total: int, servers: Mapping[str, int], each: float = _POLL_SECONDS
) -> tuple[int, Spent, int]:
    """``events``, ``spent`` and ``memory`` of :class:`Played`: from the first commit on, so that no start counts. It
    looks ``each`` so many seconds. Raises as :func:`play` does."""
    first, memory, moved, applied = 0, 0, time.monotonic(), 0
    meter = Meter({})
    for look in count():
        ended, before, applied = not _lives(host), applied, sum(progress.reached())
        if applied > before:
            moved = time.monotonic()
        if not first and applied:
            first, meter = applied, Meter({HOST: host.pid, **servers})
        if applied >= total:
            return applied - first, meter.spent(), memory
        if ended or time.monotonic() - moved > _PATIENCE_SECONDS:
            raise Broken(f"{'ended' if ended else 'stood still'} at {applied:,} of {total:,}")
        if look % max(round(_MEMORY_SECONDS / each), 1) == 0:
            memory = max(memory, host.memory_info().rss)
        time.sleep(each)
    raise AssertionError


def _lives(host: psutil.Process) -> bool:
    # Nobody has waited for it: what it spent can still be read when it has ended.
    return bool(host.status() != psutil.STATUS_ZOMBIE)
