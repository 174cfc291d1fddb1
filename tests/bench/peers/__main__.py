"""Linnet beside what else could host its work: the same log, the same Kafka and Valkey, one after the other."""

import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.stack.leash import follow_parent
from streams.errors import Broken
from streams.settings import Settings
from tests.bench.alone import alone
from tests.bench.chapters import keep_figures
from tests.bench.feeds import count_people
from tests.bench.figures import Section, write_sections, write_table
from tests.bench.ground import fresh_ground
from tests.bench.linkage.tables import show, write_markdown
from tests.bench.machine import describe_machine
from tests.bench.peers.entrants import BACKFILL, ENTRANTS, LIVE, SIDE_BY_SIDE, Entrant
from tests.bench.peers.flow import LEAD_SECONDS, Flow
from tests.bench.peers.jvm.playing import count_events, find_compiler
from tests.bench.peers.jvm.telling import tell_counts
from tests.bench.peers.log import Recorded, record, record_onto
from tests.bench.peers.nightly import measure_nightly
from tests.bench.peers.plays import Played, play
from tests.bench.peers.tables import list_plays, list_ratios, own_shares, tell_ahead, tell_side_by_side
from tests.bench.peers.together import play_together

_KAFKA_STREAMS, _NIGHTLY = "kafka-streams", "nightly"
_NAMES = (*(each.name for each in ENTRANTS), SIDE_BY_SIDE.name, _KAFKA_STREAMS, _NIGHTLY)

Plays = dict[Entrant, list[Played]]

screen = Console(stderr=True, highlight=False)


def bench(
    events: Annotated[int, typer.Option(min=1_000, help="simulated events in the log")] = 50_000,
    rounds: Annotated[int, typer.Option(min=1, help="how often each plays; the median counts")] = 3,
    rate: Annotated[int, typer.Option(min=10, help="events a second while latency is measured")] = 200,
    seconds: Annotated[int, typer.Option(min=0, help="for how long it is, in each round; 0: not at all")] = 10,
    only: Annotated[list[str] | None, typer.Option(help=", ".join(_NAMES))] = None,
    ticks: Annotated[bool, typer.Option(help="a tick a day in the log; without, no day is worked off")] = True,
    at_once: Annotated[
        int, typer.Option(min=0, help="one round, so many beside each other; 0: one after the other")
    ] = 0,
    seed: int = 7,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Each in turn, then each again; then Kafka Streams and a nightly batch once. A minute and more for each play of
    50,000 events."""
    names = only or _NAMES
    if unknown := set(names) - set(_NAMES):
        raise typer.BadParameter(f"no such entrant: {', '.join(sorted(unknown))}")
    machine = describe_machine()
    later = rate * (LEAD_SECONDS + seconds) if seconds else 0
    with fresh_ground(count_people(events + later)) as ground:
        screen.print(f"Recording {events:,} events")
        recorded = alone(record_onto if at_once else record, ground.settings, events, later, seed, ticks)
        chosen = [each for each in (*ENTRANTS, SIDE_BY_SIDE) if each.name in names]
        kind = ("" if ticks else " without ticks") + (f" {at_once} at once" if at_once else "")
        what = f"{recorded.total:,} messages: {events:,} events of a simulated year{kind}, under the rules"
        what += f". Latency at {rate} events/s afterwards"

        def keep(played: Plays, beside: Sequence[Section] = ()) -> None:
            _compare(played)
            text = _tell(
                played,
                what if _have_digests(played) else f"{what}. Not all digests were compared",
                [*own_shares(played), *tell_ahead(played), *beside],
            )
            # Sizes are read off the largest play of both our ways.
            name = "peers" if {LIVE, BACKFILL} <= played.keys() else "some peers"
            keep_figures(write, f"{name} {events}{kind}", "tests.bench.peers", machine, text)

        together = partial(_play_together, at_once=at_once, keep=keep)
        play_all = together if at_once else partial(_play_in_turn, rounds=rounds)
        played = play_all(ground.settings, chosen, recorded, Flow(rate, recorded.later))
        _compare(played)
        beside = list(_run_beside(ground.settings, names, recorded, rate, played))
        keep(played, beside)


def _play_in_turn(
    settings: Settings, entrants: Sequence[Entrant], recorded: Recorded, flow: Flow, rounds: int
) -> Plays:
    """Round by round, so that whatever else this machine does falls on all."""
    played: Plays = {each: [] for each in entrants}
    for number in range(rounds):
        for entrant in entrants:
            screen.print(f"Round {number + 1} of {rounds}: {entrant.title}")
            played[entrant].append(play(settings, entrant, recorded.log, flow))
    return played


def _play_together(
    settings: Settings,
    entrants: Sequence[Entrant],
    recorded: Recorded,
    flow: Flow,
    at_once: int,
    keep: Callable[[Plays], None],
) -> Plays:
    """What is there is kept after each, for the whole of it takes hours."""
    played: Plays = {}
    for each in play_together(settings, entrants, at_once, recorded.total, flow, screen.print):
        played[each.entrant] = [each]
        played = {entrant: played[entrant] for entrant in entrants if entrant in played}
        keep(played)
    return played


def _compare(played: Plays) -> None:
    """Raises :class:`Broken` when two of them do not come to the same digest; one that was not read is passed over."""
    digests = {each.digest for entrant, plays in played.items() for each in plays if entrant.works and each.digest}
    if len(digests) > 1:
        raise Broken(f"the plays came to {len(digests)} digests; their speed is beside the point")


def _have_digests(played: Plays) -> bool:
    return all(each.digest for entrant, plays in played.items() for each in plays if entrant.works)


def _run_beside(
    settings: Settings, names: Sequence[str], recorded: Recorded, rate: int, played: Plays
) -> Iterator[Section]:
    """What has more than one worker, or does not do Linnet's work and is what others have."""
    if beside := played.pop(SIDE_BY_SIDE, []):
        yield tell_side_by_side(beside, played.get(BACKFILL, []))
    if _KAFKA_STREAMS in names and (compiler := find_compiler()):
        screen.print("Kafka Streams")
        counted = count_events(settings, compiler, recorded.sent, rate, recorded.sent_later)
        yield tell_counts(counted, played.get(BACKFILL, []))
    elif _KAFKA_STREAMS in names:
        screen.print("No javac here, so Kafka Streams is left out: install a JDK of Java 17 or later")
    if _NIGHTLY in names:
        screen.print("A nightly batch")
        yield measure_nightly(recorded.sent)


def _tell(played: Plays, what: str, sections: list[Section]) -> str:
    tables = {what: list_plays(played), "Linnet ÷ the other": list_ratios(played)}
    parts = []
    for title, lines in tables.items():
        if len(lines) > 1:
            Console(width=None if screen.is_terminal else 200, highlight=False).print(show(title, lines), "")
            parts.append(f"**{title}**\n\n{write_markdown(lines)}".strip())
    Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table(sections))
    return "\n\n".join([*parts, write_sections(sections)])


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
