"""What an event costs where ten thousand people are known, and the same event where a million are."""

import asyncio
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.partnership.hard_stream.stream import HardRecord
from infra.stack.leash import follow_parent
from scoring.linkage.records import RecordId
from scoring.state.opening import open_redis
from scoring.state.store import AreaStore
from streams.settings import Settings
from tests.bench.alone import alone
from tests.bench.chapters import keep_figures
from tests.bench.cpu import Spent
from tests.bench.figures import Aim, Figure, Section, write_sections, write_table
from tests.bench.growth.playing import CORE, VALKEY, Town, play
from tests.bench.machine import describe_machine
from tests.bench.scratch import find_process, scratch_valkey
from tests.bench.searching.filling import AREA, add_rows
from tests.bench.users.county import TOWN, draw_town, keep_apart, set_clock, spread_year

screen = Console(stderr=True, highlight=False)
_AIM = Aim(1.2, at_least=False)
_RECORDS_EACH = 1.5


def bench(
    people: Annotated[int, typer.Option(min=2 * TOWN, help="the many; the few are one town's")] = 1_060_000,
    towns: Annotated[int, typer.Option(min=1, help="whose last events are played, beside both")] = 4,
    later: Annotated[int, typer.Option(min=100, help="events of each of these")] = 1_500,
    seed: int = 31,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Each of some towns alone in a Valkey, then all of them and a hundred more in one; both times their last events.
    A million people take half an hour and 8 GB."""
    machine, until = describe_machine(), datetime.now(UTC).timestamp()
    plan = _Plan(towns, later, seed, until)
    few = [_measure(plan, [number]) for number in range(towns)]
    many = _measure(plan, range(-(-people // TOWN)))
    title = f"The same {towns * later:,} events beside {few[0].known:,} people and beside {many.known:,}"
    section = Section(title, list(_tell(few, many, towns * later)))
    Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table([section]))
    keep_figures(write, f"growth {people}", "tests.bench.growth", machine, write_sections([section]))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The first ``towns`` have ``later`` events each that come after ``until``, Unix seconds."""

    towns: int
    later: int
    seed: int
    until: float


@dataclass(frozen=True, slots=True)
class _Measured:
    """``known``: people before. ``spent`` by town."""

    known: int
    spent: list[Spent]


def _measure(plan: _Plan, numbers: Sequence[int]) -> _Measured:
    with scratch_valkey() as settings:
        begun = time.perf_counter()
        known, towns = asyncio.run(_fill(settings, plan, numbers))
        screen.print(f"{known:,} people known after {time.perf_counter() - begun:.0f} s")
        return _Measured(known, [alone(play, settings, town, plan.until, find_process(settings)) for town in towns])


async def _fill(settings: Settings, plan: _Plan, numbers: Sequence[int]) -> tuple[int, list[Town]]:
    redis = open_redis(settings, timeout=60.0)
    store, happened = AreaStore(redis, AREA), spread_year(plan.seed, plan.until)
    people, events, known, ends = 0, 0, set[RecordId](), list[list[HardRecord]]()
    for number in numbers:
        rows = list(draw_town(number, _RECORDS_EACH, plan.seed))
        if number < plan.towns:
            ends.append(rows[-plan.later :])
            del rows[-plan.later :]
        written = await add_rows(store, keep_apart(iter(rows), events, known), events, happened)
        people, events = people + len(written.people), events + written.records
    await set_clock(store, plan.until)
    await redis.aclose()
    # Numbers of their own, for each is an event of its own.
    return people, [Town(end, events + at * plan.later) for at, end in enumerate(ends)]


def _tell(few: Sequence[_Measured], many: _Measured, events: int) -> Iterator[Figure]:
    before = [spent for each in few for spent in each.spent]
    sums = [
        {name: sum(spent.cpu[name] for spent in each) / events * 1e6 for name in (CORE, VALKEY)}
        for each in (before, many.spent)
    ]
    for name in (CORE, VALKEY):
        for where, each in zip(("few", "many"), sums, strict=True):
            yield Figure(f"CPU of {name}, beside the {where}", each[name], "µs/event")
    small, large = (sum(each.values()) for each in sums)
    yield Figure("CPU of both, beside the many ÷ beside the few", large / small, "", _AIM)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
