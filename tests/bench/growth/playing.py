"""What a town's last events cost beside so many people: the core and a real Valkey, without Kafka."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from infra.partnership.hard_stream.stream import HardRecord
from infra.roles import rest_collector
from scoring.batches import Step, run_batch
from scoring.linkage.models import load_models
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.opening import open_redis
from scoring.state.store import AreaStore, Position
from streams.errors import Broken
from streams.settings import Settings
from tests.bench.cpu import Meter, Spent
from tests.bench.growth.written import write_log
from tests.bench.searching.filling import AREA

CORE, VALKEY = "the core", "Valkey"
# As many as a projector takes at once where it is behind a little.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Town:
    """``later``: what is written of it after all that is known, numbered from ``first``."""

    later: Sequence[HardRecord]
    first: int


def play(settings: Settings, town: Town, begins: float, valkey: int) -> Spent:
    """For a process of its own. ``begins``: Unix seconds; ``valkey``: the server's process id."""
    return asyncio.run(_play(settings, town, begins, valkey))


async def _play(settings: Settings, town: Town, begins: float, valkey: int) -> Spent:
    redis, models = open_redis(settings, timeout=60.0), load_models()
    store = AreaStore(redis, AREA)
    before = await store.position()
    if before is None:
        raise Broken("nobody is known")
    rest_collector()
    events = enumerate(write_log(town.later, town.first, begins), before.offset + 1)
    meter = Meter({CORE: os.getpid(), VALKEY: valkey})
    while batch := list(islice(events, _BATCH)):
        steps = [Step(prepare(observed), LogPoint(AREA, 0, offset, 0)) for offset, observed in batch]
        changes, outbox = await run_batch(steps, store, models)
        after = Position(0, steps[-1].point.offset)
        await store.commit(changes, outbox, before, after)
        before = after
    spent = meter.spent()
    await redis.aclose()
    return spent
