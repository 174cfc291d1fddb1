"""How surely and how fast people and addresses are found that somebody mistyped, at several sizes of a town."""

import asyncio
import gc
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from redis.asyncio import Redis
from rich.console import Console

from infra.stack.leash import follow_parent
from scoring.linkage.models import load_models
from tests.bench.chapters import put_chapter
from tests.bench.figures import Aim, Figure, Section, write_markdown, write_table
from tests.bench.machine import describe_machine
from tests.bench.scratch import scratch_valkey
from tests.bench.searching.everybody import share_within_ten
from tests.bench.searching.filling import Town, fill
from tests.bench.searching.measuring import (
    Asked,
    Outcome,
    Search,
    draw_address_searches,
    draw_person_searches,
    run_searches,
)
from tests.bench.searching.weighing import weigh_index

_SLIPS = (0, 1, 2)
screen = Console(stderr=True, highlight=False)


def bench(
    people: Annotated[list[int] | None, typer.Option(help="sizes of the town; 8,000 and 32,000 when left out")] = None,
    searches: Annotated[int, typer.Option(min=50, help="of each sort, at each size")] = 500,
    seed: int = 11,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Search a town of the hard stream on a Valkey of its own. About a minute and a half for 8,000 people, four for
    32,000, a quarter of an hour for 128,000."""
    for size in people or [8_000, 32_000]:
        sections = _measure(size, searches, seed)
        Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table(sections))
        if write:
            put_chapter(write, f"searching {size}", write_markdown(describe_machine(), sections))


def _measure(people: int, searches: int, seed: int) -> list[Section]:
    with scratch_valkey() as scratch:
        return asyncio.run(_fill_and_ask(scratch.redis_url, people, searches, seed))


async def _fill_and_ask(url: str, people: int, searches: int, seed: int) -> list[Section]:
    begun = time.perf_counter()
    async with Redis.from_url(url) as redis:
        screen.print(f"Filling a town of {people:,} people")
        town = await fill(redis, people, seed)
        screen.print(f"{town.records:,} records in {time.perf_counter() - begun:.0f} s; searching")
        # Whoever answers searches does not hold the town in memory, nor look through it for garbage.
        gc.freeze()
        return await _ask_all(redis, town, searches, seed)


async def _ask_all(redis: Redis, town: Town, count: int, seed: int) -> list[Section]:
    people, places, models = town.people, town.places, load_models()

    async def ask(draw: Callable[[Random, int], Iterator[Search]]) -> list[Asked]:
        return [await run_searches(redis, models, list(draw(Random(seed + slips), slips))) for slips in _SLIPS]

    def name_alone(rng: Random, slips: int) -> Iterator[Search]:
        return draw_person_searches(people, rng, count, slips, born=False)

    names = await ask(name_alone)
    births = await ask(lambda rng, slips: draw_person_searches(people, rng, count, slips, born=True))
    streets = await ask(lambda rng, slips: draw_address_searches(places, rng, count // 4, slips))
    best = share_within_ten(people, name_alone(Random(seed + _SLIPS[-1]), _SLIPS[-1]))
    nearest = Figure("2 slips, everybody looked at, the nearest spelling first: among the first ten", best, "%")
    size = f"{len(people):,} people, {town.records:,} records"
    return [
        Section(f"{size}: people by name alone", [*_tell(names, first=None, tenth=99.0), nearest]),
        Section(f"{size}: people by name and birth date", list(_tell(births, first=99.0, tenth=None))),
        Section(f"{size}: addresses", list(_tell(streets, first=None, tenth=None))),
        Section(f"{size}: what the index weighs", await weigh_index(redis, len(people))),
    ]


def _tell(answers: Sequence[Asked], first: float | None, tenth: float | None) -> Iterator[Figure]:
    """``first`` and ``tenth``: the aims, in per cent."""
    for slips, asked in zip(_SLIPS, answers, strict=True):
        found = asked.outcomes
        typed = f"{slips or 'no'} slip{'' if slips == 1 else 's'}"
        yield Figure(f"{typed}: found first", _share(found, 1), "%", Aim(first, at_least=True) if first else None)
        yield Figure(
            f"{typed}: among the first ten", _share(found, 10), "%", Aim(tenth, at_least=True) if tenth else None
        )
        seconds = sorted(one.seconds for one in found)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            yield Figure(f"{typed}: {name}", seconds[int(share * (len(seconds) - 1))] * 1_000, "ms")
        # Of a machine that others use too, these tell more than the clock.
        yield Figure(f"{typed}: processor time of Linnet, mean", asked.own / len(found) * 1_000, "ms")
        yield Figure(f"{typed}: processor time of Valkey, mean", asked.server / len(found) * 1_000, "ms")


def _share(found: Sequence[Outcome], within: int) -> float:
    return 100 * sum(0 < one.rank <= within for one in found) / len(found)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
