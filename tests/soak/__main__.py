"""Linnet on this machine, harmed on purpose: ``python -m tests.soak network``, ``kills``, ``rounds``,
``brokers``, ``extremes``, ``hour``.

Each starts a Kafka, a Valkey and Linnet's processes of its own, says what it does, judges what is left, writes what it
saw into ``docs/soak-figures.md``, and exits with 1 where something did not hold.
"""

import signal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from infra.reference.tables import write_table
from infra.stack.leash import follow_parent
from tests.bench.chapters import keep_figures
from tests.bench.machine import describe_machine
from tests.soak.faults.brokers import roll
from tests.soak.faults.extremes import meet_extremes, small_disks
from tests.soak.faults.floods import POISONS
from tests.soak.faults.ground import LINKS
from tests.soak.faults.harms import HARMS
from tests.soak.faults.hour import flow, work_out_rate
from tests.soak.faults.judging import Verdict
from tests.soak.faults.kills import KILLED, kill_in_rounds, kill_in_turn
from tests.soak.faults.network import harm_each
from tests.soak.faults.report import FIGURES, sum_up, write_verdict
from tests.soak.faults.storm import Weathered, weather
from tests.soak.faults.tables import write_gauged, write_growth, write_healed, write_met, write_rolled

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
        f"\n\n{write_healed(seen.seen, [one.name for one in harms])}\n\n{write_verdict(seen.verdict)}"
    )
    _end(f"network {seconds:g}", f"Networks that fail for {seconds:g} s", machine, text, write, seen.verdict)


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
    _end("kills", "kill -9", machine, text, write, seen.verdict)


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
    _end("rounds", "kill -9 of everything at once", machine, text, write, seen.verdict)


@app.command()
def brokers(write: Write = FIGURES) -> None:
    """Three brokers and three projectors, of which one after the other goes away. Some two minutes."""
    machine = describe_machine()
    with TemporaryDirectory(prefix="linnet-soak-") as home:
        seen = weather(Path(home), lambda found, marker: roll(found, marker, say), brokers=3)
    text = (
        f"Three copies, two of them in sync; two areas, each on a projector of its own, and a third projector that has "
        f"none. {_undisturbed(seen)}\n\n{write_rolled(seen.seen)}\n\n{write_verdict(seen.verdict)}"
    )
    _end("brokers", "Three brokers", machine, text, write, seen.verdict)


@app.command()
def extremes(
    events: Annotated[int, typer.Option(min=100, help="of the flood")] = 10_000,
    write: Write = FIGURES,
) -> None:
    """Full disks, a flood with what nobody can read in it, a clock that is wrong. Some three minutes; to fill disks one
    must be allowed to mount."""
    machine = describe_machine()
    with TemporaryDirectory(prefix="linnet-soak-") as home, small_disks(Path(home), events) as disks:
        seen = weather(
            Path(home), lambda found, marker: meet_extremes(found, marker, disks, events, say), letters=len(POISONS)
        )
    seen.verdict.hold(seen.seen.cleared == 0, "a year that did not pass ended alerts")
    text = (
        "Seconds from when it was over until an event of a new home had passed through all of Linnet, to the receiver "
        f"of its alert, and somebody had been looked up. {_undisturbed(seen)}\n\n"
        f"{write_met(seen.seen, events)}\n\n{write_verdict(seen.verdict)}"
    )
    _end("extremes", "Full disks, a flood, poison, a wrong clock", machine, text, write, seen.verdict)


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
    gauged.judge(verdict)
    text = (
        f"{rate:.1f} events a second for {minutes:g} minutes, {times:g} times what a nation has in the mean "
        "([sizes](operating.md#how-large)), put straight onto Kafka as an agency's own client does, past `receiving`; "
        f"ticks each 10 s; somebody looks every 5 s. Sent: {gauged.sent:,} events, "
        f"{gauged.sent / gauged.seconds:.1f} a second; {gauged.behind:.1f} s after the last of them all were known."
        f"\n\n{write_gauged(gauged)}\n\n{write_growth(gauged)}\n\n{write_verdict(verdict)}"
    )
    _end(f"hour at {times:g}", f"A steady flow, {times:g} times a nation's", machine, text, write, verdict)


def _undisturbed(seen: Weathered[Any]) -> str:
    middle, _, longest = sum_up(seen.undisturbed)
    return f"Undisturbed that takes {middle}, {longest} at most."


def _end(name: str, title: str, machine: str, text: str, path: Path, verdict: Verdict) -> None:
    keep_figures(path, name, "tests.soak", machine, text, title)
    say(f"written into {path.name}")
    for fault in verdict.faults:
        say(f"DID NOT HOLD: {fault}")
    raise typer.Exit(1 if verdict.faults else 0)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
