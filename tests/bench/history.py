"""The backfill path: Redis emptied and the whole log replayed, as ``linnet rebuild`` does."""

import asyncio
import os
import time
from dataclasses import dataclass

from consumers.backfill import backfill
from scoring.state.digest import digest
from scoring.state.opening import open_redis
from streams.errors import Broken
from streams.settings import Settings
from tests.bench.alone import alone
from tests.bench.cpu import Meter, Spent
from tests.bench.figures import Aim, Figure, Section
from tests.bench.ground import find_servers

_AIM = Aim(8_000, at_least=True)
_REDIS_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Replay:
    """``first``: messages of the first commit; ``first_seconds``: until then, most of it for emptying Redis."""

    messages: int
    first: int
    first_seconds: float
    spent: Spent


def measure_history(settings: Settings) -> list[Section]:
    before = asyncio.run(_digest(settings))
    replay = alone(_replay, settings, find_servers())
    if asyncio.run(_digest(settings)) != before:
        raise Broken("the replay came to another digest than the live path; its speed is beside the point")
    spent = replay.spent
    after_first = (replay.messages - replay.first) / (spent.wall - replay.first_seconds)
    rates = [
        Figure("emptying Redis included", replay.messages / spent.wall, "events/s", _AIM),
        Figure("from the first commit on", after_first, "events/s", _AIM),
        Figure("until the first commit: emptying Redis, connecting", replay.first_seconds, "s"),
    ]
    return [
        Section(f"Backfill path: {replay.messages:,} messages of the log, to the same digest", rates),
        Section("Backfill path: processor time", spent.figures(replay.messages)),
    ]


def _replay(settings: Settings, servers: dict[str, int]) -> Replay:
    return asyncio.run(_play(settings, servers))


async def _play(settings: Settings, servers: dict[str, int]) -> Replay:
    redis = open_redis(settings, timeout=_REDIS_SECONDS)
    done: list[tuple[int, float]] = []
    meter, begun = Meter({"the backfill": os.getpid()} | servers), time.perf_counter()

    def note(count: int, _total: int) -> None:
        done.append((count, time.perf_counter() - begun))

    try:
        messages = await backfill(settings, redis, list(settings.partnership.areas), True, "bench", note)
        return Replay(messages, *done[0], meter.spent())
    finally:
        await redis.aclose()


async def _digest(settings: Settings) -> str:
    redis = open_redis(settings, timeout=_REDIS_SECONDS)
    try:
        return (await digest(redis, list(settings.partnership.areas))).whole
    finally:
        await redis.aclose()
