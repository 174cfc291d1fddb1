"""What the rules cost: the same log through the core and a real Valkey, without rules and under those that ship, both
beside each other."""

from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.alerting.rules_file import SHIPPED, read_rules
from infra.stack.leash import follow_parent
from streams.errors import Broken
from streams.settings import Settings
from tests.bench.alerting.play import Mark, play
from tests.bench.figures import Aim, Figure, Section, write_markdown, write_table
from tests.bench.machine import describe_machine

_AIM = Aim(0.8, at_least=True)
Marks = tuple[Mark, Mark]


def bench(
    events: Annotated[int, typer.Option(min=1_000, help="how many events")] = 100_000,
    addresses: Annotated[int, typer.Option(min=10, help="over how many addresses, two people each")] = 10_000,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """A year of events, with a tick a day. Some 2 minutes of two cores for each hundred thousand. The table is written
    anew at each twentieth of the way, so that a run that is ended early has told something."""
    machine, screen = describe_machine(), Console(width=140, highlight=False)
    for without, under in _play_both(events, addresses):
        section = _tell(without, under, events, addresses)
        screen.print(f"\n{machine}\n", write_table([section]), markup=False)
        if write:
            command = (
                f"Written by `uv run python -m tests.bench.alerting.pace --events {events} --addresses {addresses}`."
            )
            write.write_text(
                f"# What alert rules cost\n\n{command}\n\n{write_markdown(machine, [section])}", encoding="utf-8"
            )


def _play_both(events: int, addresses: int) -> Iterator[Marks]:
    """Marks of both at the same place of the log. Raises :class:`Broken` when one of them ends before its time."""
    spawned = get_context("spawn")
    marks: dict[Connection, list[Mark]] = {}
    for rules in (False, True):
        ours, theirs = spawned.Pipe(duplex=False)
        spawned.Process(target=play, args=(theirs, events, addresses, rules), daemon=True).start()
        theirs.close()
        marks[ours] = []
    told, running = 0, set(marks)
    without, under = marks.values()
    while running:
        for end in wait([*running]):
            assert isinstance(end, Connection)
            try:
                marks[end].append(end.recv())
            except EOFError:  # not an error: this is how a play ends
                running.discard(end)
        for pair in zip(without[told:], under[told:], strict=False):
            told += 1
            yield pair
    if len(without) != len(under) or without[-1].steps < events:
        raise Broken("one of the two plays did not come to its end")


def _tell(without: Mark, under: Mark, events: int, addresses: int) -> Section:
    rules, done = len(read_rules(SHIPPED, Settings().partnership.areas).rules), min(without.steps, events)
    spent = {mark: (mark.core + mark.valkey) / mark.steps for mark in (without, under)}
    figures = [
        Figure("without rules, by processor time of core and Valkey", 1 / spent[without], "events/s"),
        Figure(f"under the {rules} rules that ship", 1 / spent[under], "events/s"),
        Figure("under rules ÷ without", spent[without] / spent[under], "", _AIM),
        Figure("the same by wall time, both on the same cores", _wall(without) / _wall(under), ""),
        Figure("processor time of the core, without rules", without.core / without.steps * 1e6, "µs/event"),
        Figure("processor time of the core, under rules", under.core / under.steps * 1e6, "µs/event"),
        Figure("processor time of Valkey, without rules", without.valkey / without.steps * 1e6, "µs/event"),
        Figure("processor time of Valkey, under rules", under.valkey / under.steps * 1e6, "µs/event"),
        Figure("Redis for alerts", (under.memory - without.memory) / addresses, "bytes/address"),
        Figure("Redis for all, under rules", under.memory / addresses, "bytes/address"),
        Figure("alerts raised", under.alerts / addresses * 1000, "per 1,000 addresses"),
    ]
    of = f"{events:,} events of a year" if done == events else f"The first {done:,} of {events:,} events of a year"
    return Section(f"{of}, over {addresses:,} addresses", figures)


def _wall(mark: Mark) -> float:
    return mark.wall / mark.steps


if __name__ == "__main__":
    follow_parent()
    typer.run(bench)
