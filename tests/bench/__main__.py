"""Linnet's figures on this machine: a fresh embedded stack, the real processes, simulated agencies."""

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.stack.leash import follow_parent
from tests.bench.chapters import keep_figures
from tests.bench.feeds import Message, simulate_messages
from tests.bench.figures import Figure, Section, write_sections, write_table
from tests.bench.floors import measure_floors
from tests.bench.ground import Ground, fresh_ground
from tests.bench.history import measure_history
from tests.bench.latency import Flow, measure_latency
from tests.bench.live import measure_live
from tests.bench.machine import describe_machine
from tests.bench.weight import measure_weight

_WARMING = 300

screen = Console(stderr=True, highlight=False)


def now() -> datetime:
    return datetime.now(UTC)


def bench(
    events: Annotated[int, typer.Option(min=1000, help="simulated events of the live path")] = 30_000,
    rate: Annotated[int, typer.Option(min=10, help="events a second while latency is measured")] = 200,
    seconds: Annotated[int, typer.Option(min=5, help="for how long latency is measured")] = 25,
    seed: int = 7,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """Measure the live path, latency, the backfill path and the weight of knowledge. Takes about two minutes."""
    machine, begun = describe_machine(), time.perf_counter()
    screen.print(f"Simulating {events:,} events")
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    messages = simulate_messages(events + _WARMING, seed, today)
    with fresh_ground() as ground:
        sections = list(_measure(ground, messages[:_WARMING], messages[_WARMING:], Flow(rate, seconds)))
    table = Console(width=None if screen.is_terminal else 140, highlight=False)
    table.print(f"\n{machine}", markup=False)
    table.print(write_table(sections))
    screen.print(f"\ntook {time.perf_counter() - begun:.0f} s")
    keep_figures(write, "live", "tests.bench", machine, write_sections(sections))


def _measure(ground: Ground, warming: list[Message], messages: list[Message], flow: Flow) -> Iterator[Section]:
    screen.print("Starting Linnet")
    with ground.processes(warming, "first"):
        yield _start_up(ground)
        screen.print("Live path")
        yield from measure_live(ground, messages)
        yield from measure_weight(ground.settings)
    screen.print("Backfill path")
    yield from measure_history(ground.settings)
    yield from measure_floors(ground.settings)
    with ground.processes(warming, "second"):
        screen.print("Latency")
        yield from measure_latency(ground, flow, now)


def _start_up(ground: Ground) -> Section:
    figures = [
        Figure("Kafka and Valkey answer", ground.seconds_to_servers, "s"),
        Figure("all processes started, the API ready", ground.seconds_to_ready, "s"),
        Figure("the first events known", ground.seconds_to_work, "s"),
    ]
    return Section("Start-up, packages in the cache; the last two from the start of the processes", figures)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
