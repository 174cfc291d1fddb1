"""Where the projector's processor time goes: a log in memory, played through the real projection onto a scratch
Valkey, without Kafka. ``--batch`` is the number of messages handed over at once.
"""

import asyncio
import cProfile
import io
import os
import pstats
import signal
from dataclasses import dataclass
from typing import Annotated

import typer
from redis import Redis
from rich.console import Console
from rich.table import Table

from consumers.projection import LogMessage, Projection
from infra.stack.leash import follow_parent
from scoring.linkage.models import choose_models
from scoring.state.opening import open_redis
from streams.sealing.keyring import Keyring
from streams.settings import Settings
from tests.bench.alone import alone
from tests.bench.cpu import Meter, Spent
from tests.bench.record import record
from tests.bench.scratch import find_process, scratch_valkey
from tests.bench.steps import Steps, timing_steps

screen = Console(width=140, highlight=False)


@dataclass(frozen=True, slots=True)
class Play:
    """``valkey`` is the server's process id."""

    settings: Settings
    log: list[LogMessage]
    batch: int
    valkey: int

    async def run(self) -> Spent:
        redis = open_redis(self.settings)
        projection = Projection(redis, choose_models(self.settings), Keyring().find)
        for partition in sorted({message.partition for message in self.log}):
            await projection.resume(partition, 0, len(self.log))
        meter = Meter({"this process": os.getpid(), "Valkey": self.valkey})
        for start in range(0, len(self.log), self.batch):
            await projection.project(self.log[start : start + self.batch])
        spent = meter.spent()
        await redis.aclose()
        return spent


def profile(
    events: Annotated[int, typer.Option(min=100)] = 30_000,
    batch: Annotated[int, typer.Option(min=1)] = 500,
    seed: int = 7,
    top: Annotated[int, typer.Option(help="functions to print")] = 40,
    sort: Annotated[str, typer.Option(help="tottime, cumulative or ncalls")] = "tottime",
) -> None:
    with scratch_valkey() as settings:
        log, admitting = alone(record, settings, events, seed)
        play = Play(settings, log, batch, find_process(settings))
        spent, steps = alone(_split, play)
        screen.print(_write_split(len(log), admitting, spent, steps))
        with Redis.from_url(settings.redis_url) as redis:
            redis.flushall()
        screen.print(alone(_profile, play, top, sort), markup=False)


def _split(play: Play) -> tuple[Spent, Steps]:
    with timing_steps() as steps:
        spent = asyncio.run(play.run())
    return spent, steps


def _profile(play: Play, top: int, sort: str) -> str:
    profiler, text = cProfile.Profile(), io.StringIO()
    profiler.runcall(asyncio.run, play.run())
    pstats.Stats(profiler, stream=text).strip_dirs().sort_stats(sort).print_stats(top)
    return text.getvalue()


def _write_split(events: int, admitting: float, spent: Spent, steps: Steps) -> Table:
    table = Table("", "CPU µs/event", "calls", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    table.add_row("admit (intake's part, without Kafka)", f"{admitting / events * 1e6:.1f}", f"{events:,}")
    for step, seconds in steps.seconds.items():
        table.add_row(step, f"{seconds / events * 1e6:.1f}", f"{steps.calls[step]:,}")
    rest = spent.cpu["this process"] - sum(steps.seconds.values())
    table.add_row("the rest: batching, folding, metrics", f"{rest / events * 1e6:.1f}")
    for name, seconds in spent.cpu.items():
        table.add_row(f"all of {name} ({seconds / spent.wall:.0%} of a core)", f"{seconds / events * 1e6:.1f}")
    table.add_row(f"{events:,} events, {events / spent.wall:,.0f} events/s")
    return table


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that the scratch Valkey is stopped and its directory goes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(profile)
