"""Linnet beside what else could host its work: the same log, the same Kafka and Valkey, one after the other."""

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.stack.leash import follow_parent
from streams.errors import Broken
from streams.publisher import Outgoing
from streams.settings import Settings
from tests.bench.alone import alone
from tests.bench.chapters import put_chapter
from tests.bench.figures import write_sections, write_table
from tests.bench.ground import fresh_ground
from tests.bench.linkage.tables import show, write_markdown
from tests.bench.machine import describe_machine
from tests.bench.peers.entrants import ENTRANTS, Entrant
from tests.bench.peers.flow import LEAD_SECONDS, Flow
from tests.bench.peers.log import record
from tests.bench.peers.plays import Played, play
from tests.bench.peers.tables import list_plays, list_ratios, own_shares

screen = Console(stderr=True, highlight=False)


def bench(
    events: Annotated[int, typer.Option(min=1_000, help="simulated events in the log")] = 50_000,
    rounds: Annotated[int, typer.Option(min=1, help="how often each plays; the median counts")] = 3,
    rate: Annotated[int, typer.Option(min=10, help="events a second while latency is measured")] = 200,
    seconds: Annotated[int, typer.Option(min=0, help="for how long it is, in each round; 0: not at all")] = 10,
    only: Annotated[list[str] | None, typer.Option(help=f"{', '.join(each.name for each in ENTRANTS)}")] = None,
    seed: int = 7,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Each in turn, then each again. About half a minute for each play of 50,000 events."""
    chosen = [each for each in ENTRANTS if not only or each.name in only]
    if unknown := set(only or ()) - {each.name for each in chosen}:
        raise typer.BadParameter(f"no such entrant: {', '.join(sorted(unknown))}")
    machine = describe_machine()
    with fresh_ground() as ground:
        screen.print(f"Recording {events:,} events")
        later = rate * (LEAD_SECONDS + seconds) if seconds else 0
        recorded = alone(record, ground.settings, events, later, seed)
        played = _play_all(ground.settings, chosen, recorded.log, Flow(rate, recorded.later), rounds)
    what = f"{len(recorded.log):,} messages: {events:,} events of a simulated year, rules and ticks"
    text = _tell(played, f"{what}. Latency at {rate} events/s afterwards", machine)
    if write:
        put_chapter(write, f"peers {events}", text)


def _play_all(
    settings: Settings, entrants: Sequence[Entrant], log: list[Outgoing], flow: Flow, rounds: int
) -> dict[Entrant, list[Played]]:
    """In turn, so that whatever else this machine does falls on all. Raises :class:`Broken` when two of them do not
    come to the same digest."""
    played: dict[Entrant, list[Played]] = {each: [] for each in entrants}
    for number in range(rounds):
        for entrant in entrants:
            screen.print(f"Round {number + 1} of {rounds}: {entrant.title}")
            played[entrant].append(play(settings, entrant, log, flow))
    if len(digests := {each.digest for entrant, plays in played.items() for each in plays if entrant.works}) > 1:
        raise Broken(f"the plays came to {len(digests)} digests; their speed is beside the point")
    return played


def _tell(played: dict[Entrant, list[Played]], what: str, machine: str) -> str:
    titles = (what, "Linnet ÷ the other")
    parts = [machine]
    for title, lines in zip(titles, (list_plays(played), list_ratios(played)), strict=True):
        if lines:
            Console(width=None if screen.is_terminal else 200, highlight=False).print(show(title, lines), "")
            parts.append(f"**{title}**\n\n{write_markdown(lines)}")
    if shares := own_shares(played):
        Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table(shares))
        parts.append(write_sections(shares))
    return "\n\n".join(parts)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
