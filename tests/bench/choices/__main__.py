"""What each choice is worth: the same backfill, with one of them taken back at a time."""

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console

from infra.stack.leash import follow_parent
from streams.errors import Broken
from tests.bench.alone import alone
from tests.bench.chapters import keep_figures
from tests.bench.choices.variant import VARIANTS
from tests.bench.ground import fresh_ground
from tests.bench.linkage.tables import Lines, show, write_markdown
from tests.bench.machine import describe_machine
from tests.bench.peers.entrants import Entrant
from tests.bench.peers.flow import Flow
from tests.bench.peers.log import record
from tests.bench.peers.plays import HOST, KAFKA, VALKEY, Played, play

_RATE = 1
_HEADS = ("", "CPU of the host, µs/event", "of Valkey", "of all three", "÷ as it ships")

screen = Console(stderr=True, highlight=False)


def bench(
    events: Annotated[int, typer.Option(min=1_000, help="simulated events in the log")] = 10_000,
    rounds: Annotated[int, typer.Option(min=1, help="how often each plays; the median counts")] = 3,
    only: Annotated[list[str] | None, typer.Option(help=", ".join(VARIANTS))] = None,
    seed: int = 7,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """Each in turn, then each again. A quarter of a minute for each play of 10,000 events, several for some."""
    machine, names = describe_machine(), [name for name in VARIANTS if not only or name in only]
    played: dict[str, list[Played]] = {name: [] for name in names}
    with fresh_ground() as ground:
        recorded = alone(record, ground.settings, events, 0, seed, True)
        for number in range(rounds):
            for name in names:
                screen.print(f"Round {number + 1} of {rounds}: {name}")
                entrant = Entrant(name, name, ("tests.bench.choices.variant", name), live=False)
                played[name].append(play(ground.settings, entrant, recorded.log, Flow(_RATE, [])))
    if others := {name for name, plays in played.items() if plays[0].digest != played[names[0]][0].digest}:
        raise Broken(f"{', '.join(sorted(others))} come to another digest; their speed is beside the point")
    lines = _tell(played)
    title = f"{recorded.total:,} messages: {events:,} events of a simulated year, with one choice taken back"
    Console(width=None if screen.is_terminal else 140, highlight=False).print(show(title, lines))
    keep_figures(write, f"choices {events}", "tests.bench.choices", machine, f"**{title}**\n\n{write_markdown(lines)}")


def _tell(played: Mapping[str, Sequence[Played]]) -> Lines:
    costs = {
        name: [_cost(plays, (HOST,)), _cost(plays, (VALKEY,)), _cost(plays, (HOST, KAFKA, VALKEY))]
        for name, plays in played.items()
    }
    base = next(iter(costs.values()))[-1]
    lines = [
        (VARIANTS[name].__doc__ or "", *(f"{cost:,.0f}" for cost in cost_of), f"{cost_of[-1] / base:.2f}")
        for name, cost_of in costs.items()
    ]
    return [_HEADS, *lines]


def _cost(plays: Sequence[Played], processes: Sequence[str]) -> float:
    """Microseconds an event."""
    return median(sum(map(play.cpu, processes)) for play in plays)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
