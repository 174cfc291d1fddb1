"""The ``linnet`` command: every way into the program, and the one place that reads the wall clock."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra import commands
from infra.access.commands import acls, users
from infra.alerting.commands import app as rules
from infra.analysis.commands import app as analysis
from infra.audit.commands import app as audit
from infra.delivery import app as delivery
from infra.endpoints import locate
from infra.feeds.commands import app as feeds
from infra.keys.commands import make_app as make_keys
from infra.linkage.commands import app as linkage
from infra.rights.commands import app as rights
from infra.risk.commands import app as risk
from infra.stack.leash import follow_parent
from streams.errors import Invalid, LinnetError
from streams.logs import rest_logging, start_logging
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
topics = typer.Typer(no_args_is_help=True, help="The topics of the topic table.")
letters = typer.Typer(no_args_is_help=True, help="Refused messages: see why, and send them again.")
app.add_typer(topics, name="topics")
topics.command("acls")(acls)
topics.command("users")(users)
app.add_typer(letters, name="dead-letters")
app.add_typer(linkage, name="linkage")
app.add_typer(rules, name="rules")
app.add_typer(delivery, name="delivery")
app.add_typer(feeds, name="feeds")
app.add_typer(risk, name="risk")
app.add_typer(audit, name="audit")
app.add_typer(rights, name="rights")
app.add_typer(analysis, name="analysis")
screen = Console(stderr=True, highlight=False)

Areas = Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="partitions replayed at once, a process each; default: one for each core")
]


def now() -> datetime:
    return datetime.now(UTC)


app.add_typer(make_keys(now), name="keys")


def main() -> None:
    follow_parent()
    rest_logging()
    try:
        app()
    except LinnetError as fault:
        said = fault.reason if isinstance(fault, Invalid) else fault
        screen.print(f"linnet: {said}", style="bold red", markup=False, soft_wrap=True)
        sys.exit(fault.exit_code)


@app.command()
def demo(people: int = 5000, seed: int = 7) -> None:
    """Everything, with a simulated partnership: starts, loads a year, and goes on as live."""
    from infra.demo import run_demo

    run_demo(Settings(), people, seed, now, screen)


@app.command()
def up() -> None:
    """The embedded Kafka and Valkey (or your clusters) and Linnet's processes, until Ctrl-C."""
    from infra.up import run_up

    run_up(Settings(), now, screen)


@app.command()
def run(
    role: Annotated[
        str,
        typer.Argument(
            help="clock, intake, projector, relay, tracing, monitoring, delivery, feeds, receiving, api, auditing "
            "or erasing"
        ),
    ],
) -> None:
    """One process of Linnet, in the foreground, logging JSON lines to standard error."""
    from infra.roles import run_role

    start_logging()
    run_role(role, locate(Settings()), now)


@topics.command("create")
def create_topics() -> None:
    """Create those that are missing, and keys for areas that have none."""
    from streams.broker import create_topics as create
    from streams.sealing.making import make_missing

    settings = locate(Settings())
    created = create(settings)
    screen.print(f"created: {', '.join(created) or 'none, all were there'}")
    if made := make_missing(settings, now):
        screen.print(f"keys made for: {', '.join(made)}", soft_wrap=True)


@topics.command("check")
def check_topics() -> None:
    """Compare the cluster with the topic table; non-zero when they differ."""
    from streams.broker import check_topics as check

    check(locate(Settings()))
    screen.print("all topics are as the topic table says")


@app.command()
def status() -> None:
    """How many messages wait for intake and for the projector, and which areas nobody follows."""
    from infra.lag import LagGauge

    lag = LagGauge(locate(Settings())).read()
    screen.print(f"waiting for intake: {lag.intake}    waiting for the projector: {lag.projector}")
    for area, fault in lag.apart.items():
        screen.print(f"{area} {fault}")


@app.command()
def digest(area: Areas = None) -> None:
    """A digest of all that is known, and of each kind of key."""
    found = asyncio.run(commands.digest_areas(locate(Settings()), area))
    table = Table("kind", "keys", "SHA-256", box=None)
    for kind, (count, value) in found.kinds.items():
        table.add_row(kind, f"{count:,}", value)
    console = Console(width=140)
    console.print(table)
    console.print(f"whole {found.whole}", highlight=False)


@app.command()
def rebuild(area: Areas = None, workers: Workers = None) -> None:
    """Empty Redis and replay the log; meanwhile no answers about the areas concerned."""
    _replay(area, empty=True, workers=workers)


@app.command()
def backfill(area: Areas = None, workers: Workers = None) -> None:
    """Bring areas that are far behind to the end of the log at full speed."""
    _replay(area, empty=False, workers=workers)


def _replay(area: list[str] | None, empty: bool, workers: int | None) -> None:
    from infra.replaying import count_cores, replay_all

    with commands.bar(screen, "replaying the log") as (_, move):
        count = replay_all(locate(Settings()), area, empty, workers or count_cores(), move)
    screen.print(f"replayed {count:,} messages")


@app.command()
def simulate(
    directory: Path,
    people: int = 5000,
    weeks: int = 52,
    seed: int = 7,
    until: Annotated[datetime | None, typer.Option(help="the end of the simulated time; default: now")] = None,
) -> None:
    """Write the feed files and truth files of a simulated partnership."""
    from infra.partnership.plan import Plan
    from infra.partnership.simulate import simulate as write

    end = (until or now()).replace(tzinfo=UTC)
    write(directory, Plan(seed=seed, people=people, weeks=weeks, until=end), say=_say)


@app.command()
def load(
    directory: Path,
    paced: Annotated[bool, typer.Option("--paced", help="in slices: live events wait a second at most")] = False,
) -> None:
    """Play feed files through Kafka, in the order they were sent."""
    from infra.load import load_feeds

    with commands.bar(screen, "sending") as (begin, move):
        sent = load_feeds(locate(Settings()), directory, begin, move, paced)
    screen.print(f"sent {sent:,} messages")


@letters.command("list")
def list_letters(show_resent: bool = False) -> None:
    """One line for each refused message."""
    from consumers.dead_letters import read_letters

    table = Table("letter", "received", "code", "field", "what to do", box=None)
    held = [letter for letter in read_letters(locate(Settings())) if show_resent or not letter.resent]
    for letter in held:
        said = letter.refusal
        table.add_row(letter.id, f"{said.received_at:%d %b %H:%M:%S}", said.code, said.field, said.reason)
    Console().print(table)
    screen.print(f"{len(held)} refused messages")


@letters.command("show")
def show_letter(letter: str) -> None:
    """The original bytes, as they came, on standard output."""
    from consumers.dead_letters import read_letters

    found = [held for held in read_letters(locate(Settings())) if held.id == letter]
    if not found:
        raise typer.BadParameter(f"there is no letter {letter}")
    sys.stdout.buffer.write(found[0].refusal.original or b"")


@letters.command("resend")
def resend_letters(
    letter: Annotated[list[str] | None, typer.Argument(help="letters, as listed")] = None,
    code: Annotated[str | None, typer.Option(help="all that were refused with this code")] = None,
) -> None:
    """Send the original bytes to their topic again."""
    from consumers.dead_letters import read_letters, resend

    settings = locate(Settings())
    if not letter and not code:
        raise typer.BadParameter("name letters, or a code")
    due = [
        held
        for held in read_letters(settings)
        if not held.resent and (held.id in (letter or ()) or held.refusal.code == code)
    ]
    screen.print(f"sent {resend(settings, due, now())} messages again")


def _say(line: str) -> None:
    screen.print(line, markup=False)


if __name__ == "__main__":
    main()
