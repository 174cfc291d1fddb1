"""One play of a year through the core and a real Valkey of its own, told as it goes."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection

from redis.asyncio import Redis

from infra.roles import rest_collector
from infra.stack.leash import follow_parent
from scoring.batches import Step, run_batch
from scoring.linkage.models import Models, load_models
from scoring.observed import Observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.store import AreaStore, Position
from streams.topics import ALERTS
from tests.bench.alerting.year import AREA, draw_year
from tests.bench.scratch import scratch_valkey

_BATCH = 500
# How often a play tells how far it has come.
MARKS = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """After so many ``steps`` of the log: seconds of processor time of the core and of Valkey, of wall time for both;
    bytes in Valkey without what is on its way out; ``alerts`` raised."""

    steps: int = 0
    core: float = 0.0
    valkey: float = 0.0
    wall: float = 0.0
    memory: int = 0
    alerts: int = 0


def play(end: Connection, events: int, addresses: int, rules: bool) -> None:
    """Sends a mark after each of ``MARKS`` equal parts of the log, and closes its ``end``."""
    follow_parent()
    models = load_models()
    rest_collector()
    asyncio.run(_play(end, draw_year(events, addresses, rules), -(-events // MARKS), models))
    end.close()


async def _play(end: Connection, log: Iterator[Observed], part: int, models: Models) -> None:
    with scratch_valkey() as scratch:
        # On a machine with other work a batch may wait for long.
        async with Redis.from_url(scratch.redis_url, socket_timeout=None) as redis:
            mark, said, before, offsets = Mark(), 0, None, enumerate(log)
            store = AreaStore(redis, AREA)
            while batch := list(islice(offsets, _BATCH)):
                steps = [Step(prepare(observed), LogPoint(AREA, 0, offset, 0)) for offset, observed in batch]
                mark, before = await _commit(store, steps, before, models, mark)
                if mark.steps >= (said + 1) * part:
                    said = mark.steps // part
                    end.send(await _weigh(redis, mark))
            end.send(await _weigh(redis, mark))


async def _commit(
    store: AreaStore, steps: list[Step], before: Position | None, models: Models, mark: Mark
) -> tuple[Mark, Position]:
    wall, core = time.perf_counter(), time.process_time()
    changes, outbox = await run_batch(steps, store, models)
    after = Position(0, steps[-1].point.offset)
    await store.commit(changes, outbox, before, after)
    raised = sum(entry.topic == ALERTS.name and b'"change":"raised"' in entry.event for entry in outbox)
    return replace(
        mark,
        steps=mark.steps + len(steps),
        core=mark.core + time.process_time() - core,
        wall=mark.wall + time.perf_counter() - wall,
        alerts=mark.alerts + raised,
    ), after


async def _weigh(redis: Redis, mark: Mark) -> Mark:
    told = await redis.info("everything")
    outbox = int(await redis.memory_usage(in_area(AREA, keys.OUTBOX)) or 0)
    return replace(
        mark,
        valkey=told["used_cpu_user"] + told["used_cpu_sys"],
        memory=told["used_memory"] - outbox,
    )
