"""Linnet on this machine, harmed on purpose: ``python -m tests.soak network``, ``kills``, ``rounds``,
``brokers``, ``hour``.

Each starts a Kafka, a Valkey and Linnet's processes of its own, says what it does, judges what is left, writes what it
saw into ``docs/soak-figures.md``, and exits with 1 where something did not hold.
"""

import signal
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from infra.reference.tables import write_table
from infra.stack.leash import follow_parent
from tests.bench.machine import describe_machine
from tests.soak.faults.brokers import Rolled, roll
from tests.soak.faults.ground import LINKS
from tests.soak.faults.harms import HARMS
from tests.soak.faults.hour import Gauged, flow, rank_ms, work_out_rate
from tests.soak.faults.judging import Verdict
from tests.soak.faults.kills import KILLED, kill_in_rounds, kill_in_turn
from tests.soak.faults.network import Healed, harm_each
from tests.soak.faults.report import FIGURES, put_figures, sum_up, write_verdict
from tests.soak.faults.storm import Weathered, weather

app = typer.Typer(help=__doc__, no_args_is_help=True)
screen = Console(stderr=True, highlight=False)
Write = Annotated[Path, typer.Option(help="the file that the table is written into")]


def say(line: str) -> None:
    screen.print(line, markup=False)


@app.command()
def network(
    seconds: Annotated[float, typer.Option(min=1, help="how long each harm lasts")] = 8.0,
    link: Annotated[list[str] | None, typer.Option(help="such a connection; all when left out")] = None,
    harm: Annotated[list[str] | None, typer.Option(help="such a harm; all when left out")] = None,
    write: Write = FIGURES,
) -> None:
    """Each connection between processes has each harm of a network, alone. Some 25 minutes."""
    machine, links = describe_machine(), link or list(LINKS)
    harms = [one for one in HARMS if not harm or one.name in harm]
    with TemporaryDirectory(prefix="linnet-soak-") as home:
        seen = weather(
            Path(home), lambda found, marker: harm_each(found, marker, seconds, links, harms, say), harmed=True
        )
    text = (
        f"Each harm for {seconds:.0f} s. In the table: seconds from its end until an event of a new home had passed "
        f"through all of Linnet, to the receiver of its alert, and somebody had been looked up. {_undisturbed(seen)}"
        f"\n\n{_write_healed(seen.seen, [one.name for one in harms])}\n\n{write_verdict(seen.verdict)}"
    )
    title, command = f"Networks that fail for {seconds:g} s", f"python -m tests.soak network --seconds {seconds:g}"
    _end(f"network {seconds:g}", title, command, machine, text, write, seen.verdict)


def _write_healed(healed: list[Healed], harms: list[str]) -> str:
    took = {(one.link, one.harm): f"{one.seconds:.1f}" for one in healed}
    links = list(dict.fromkeys(one.link for one in healed))
    return write_table(("connection", *harms), [(link, *(took[link, harm] for harm in harms)) for link in links])


@app.command()
def kills(
    each: Annotated[int, typer.Option(min=1, help="how often each process and server is killed")] = 200,
    seed: Annotated[int, typer.Option(help="of the order, and of the moments")] = 1,
    write: Write = FIGURES,
) -> None:
    """kill -9 of Kafka, Valkey and each process, one by one in a mixed order. Two hours for 200 of each."""
    machine = describe_machine()
    with TemporaryDirectory(prefix="linnet-soak-") as home:
        seen = weather(Path(home), lambda found, marker: kill_in_turn(found, marker, each, Random(seed), say))
    rows = [(name, f"{len(took)}", *sum_up(took)) for name, took in seen.seen.items()]
    text = (
        "From each kill, with the start of what was killed, until an event of a new home had passed through all of "
        f"Linnet, to the receiver of its alert, and somebody had been looked up. {_undisturbed(seen)}\n\n"
        f"{write_table(('killed', 'times', 'median', '95 of 100 within', 'longest'), rows)}\n\n"
        f"{write_verdict(seen.verdict)}"
    )
    command = f"python -m tests.soak kills --each {each}"
    _end("kills", "kill -9", command, machine, text, write, seen.verdict)


@app.command()
def rounds(
    each: Annotated[int, typer.Option(min=1, help="how often each process and server is killed")] = 200,
    seed: Annotated[int, typer.Option(help="of the order, and of the moments")] = 1,
    write: Write = FIGURES,
) -> None:
    """kill -9 of Kafka, Valkey and all processes within two seconds, again and again. Some hour for 200 of each."""
    machine = describe_machine()
    with TemporaryDirectory(prefix="linnet-soak-") as home:
        seen = weather(Path(home), lambda found, marker: kill_in_rounds(found, marker, each, Random(seed), say, KILLED))
    middle, most, longest = sum_up(seen.seen)
    text = (
        f"In each of {each} rounds {', '.join(KILLED)} are each killed and started, in a mixed order, with at most "
        ".4 s between two of them. From the last kill of a round until an event of a new home had passed through all "
        f"of Linnet, to the receiver of its alert, and somebody had been looked up: {middle} (median), {most} (95 of "
        f"100 within), {longest} (longest). {_undisturbed(seen)}\n\n{write_verdict(seen.verdict)}"
    )
    title, command = "kill -9 of everything at once", f"python -m tests.soak rounds --each {each}"
    _end("rounds", title, command, machine, text, write, seen.verdict)


@app.command()
def brokers(write: Write = FIGURES) -> None:
    """Three brokers and three projectors, of which one after the other goes away. Some two minutes."""
    machine = describe_machine()
    with TemporaryDirectory(prefix="linnet-soak-") as home:
        seen = weather(Path(home), lambda found, marker: roll(found, marker, say), brokers=3)
    text = (
        f"Three copies, two of them in sync; two areas, each on a projector of its own, and a third projector that has "
        f"none. {_undisturbed(seen)}\n\n{_write_rolled(seen.seen)}\n\n{write_verdict(seen.verdict)}"
    )
    _end("brokers", "Three brokers", "python -m tests.soak brokers", machine, text, write, seen.verdict)


def _write_rolled(rolled: Rolled) -> str:
    restarts = ", ".join(f"{one:.1f} s" for one in rolled.restarts)
    rows = [
        ("each broker stopped and started in turn, until all copies are in sync again", restarts),
        (f"what passed through meanwhile ({len(rolled.meanwhile)} homes): slowest", f"{max(rolled.meanwhile):.1f} s"),
        ("a broker killed, and not started: until something had passed through", f"{rolled.broker_lost:.1f} s"),
        ("two killed: was anything said to be safe?", "no" if rolled.refused_with_two_lost else "**yes**"),
        ("the two started again: until something had passed through", f"{rolled.two_lost:.1f} s"),
        ("a projector killed, and started again: until the next commit", f"{rolled.back:.1f} s"),
        ("a projector killed, and not started: until another's first commit", f"{rolled.failover:.1f} s"),
    ]
    return write_table(("", "seen"), rows)


@app.command()
def hour(
    minutes: Annotated[float, typer.Option(min=0.2, help="for how long")] = 60,
    times: Annotated[float, typer.Option(min=0.1, help="how many times a nation's mean rate")] = 10,
    write: Write = FIGURES,
) -> None:
    """A steady flow at ten times a nation's rate: is memory flat, and latency? Then it is judged."""
    machine, rate = describe_machine(), work_out_rate(times)
    with TemporaryDirectory(prefix="linnet-soak-") as home:
        gauged, verdict = flow(Path(home), rate, minutes * 60, 10.0, say)
    text = (
        f"{rate:.1f} events a second for {minutes:g} minutes, {times:g} times what a nation has in the mean "
        f"([sizes](operating.md#how-large)); ticks each 10 s; somebody looks every 5 s. Sent: {gauged.sent:,} events, "
        f"{gauged.sent / gauged.seconds:.1f} a second; {gauged.behind:.1f} s after the last of them all were known."
        f"\n\n{_write_gauged(gauged)}\n\n{_write_growth(gauged)}\n\n{write_verdict(verdict)}"
    )
    command = f"python -m tests.soak hour --minutes {minutes:g} --times {times:g}"
    _end(f"hour at {times:g}", f"A steady flow, {times:g} times a nation's", command, machine, text, write, verdict)


def _write_gauged(gauged: Gauged) -> str:
    slices = 12 if gauged.seconds >= 720 else 5
    edges = [gauged.seconds * number / slices for number in range(slices + 1)]
    rows = []
    for start, end in pairwise(edges):
        known = gauged.latencies(start, end)
        weights = (f"{gauged.weigh(name, start, end):.0f}" for name in gauged.weight)
        rows.append((f"{end / 60:.1f}", rank_ms(known, 0.5), rank_ms(known, 0.99), *weights))
    head = ("until minute", "known, median, ms", "99 of 100 within, ms", *(f"{name}, MiB" for name in gauged.weight))
    return write_table(head, rows)


def _write_growth(gauged: Gauged) -> str:
    rows = [
        (name, f"{gauged.growth(name):+.1f} MiB/h", f"{gauged.spent.cpu[name] / gauged.spent.wall:.1%}")
        for name in gauged.weight
    ]
    return (
        write_table(("process", "grows by", "of a core"), rows)
        + "\n\nThe growth is by least squares, without the first fifth. Valkey holds what becomes known, so it grows. "
        f"The median latency of the last third is {gauged.drift():.2f} times that of the third before."
    )


def _undisturbed(seen: Weathered[Any]) -> str:
    middle, _, longest = sum_up(seen.undisturbed)
    return f"Undisturbed that takes {middle}, {longest} at most."


def _end(name: str, title: str, command: str, machine: str, text: str, path: Path, verdict: Verdict) -> None:
    put_figures(name, title, command, machine, text, path)
    say(f"written into {path.name}")
    for fault in verdict.faults:
        say(f"DID NOT HOLD: {fault}")
    raise typer.Exit(1 if verdict.faults else 0)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
