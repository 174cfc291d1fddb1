"""``linnet rules``: alert rules checked, tried on the past, and adopted."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console

from infra.alerting.adopting import Adopter, adopt, check_version
from infra.alerting.rules_file import SHIPPED, RulesFile, read_rules
from infra.alerting.running import Edition, read_running, read_sent, tell_adopted
from infra.commands import bar, choose_areas, telling
from infra.deciding import read_person
from infra.endpoints import locate
from streams.broker import check_topics
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
screen = Console(highlight=False)
progress = Console(stderr=True, highlight=False)

File = Annotated[Path, typer.Argument(help="the rules file; how one is written is told in docs/alerts.md")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")]


@app.command()
def check(file: File) -> None:
    """Every mistake of a rules file, with its line; non-zero when there is any."""
    with telling():
        found = _read(Settings(), file)
    typer.echo(f"{file.name}: version {found.version}, {len(found.rules)} rules, no mistakes")


@app.command()
def shipped() -> None:
    """The rules that Linnet comes with, as a file to begin from."""
    typer.echo(SHIPPED.read_text(encoding="utf-8"), nl=False)


@app.command()
def show(area: Areas = None) -> None:
    """The rules that run now, by area."""
    from infra.alerting.telling import list_rules

    settings = locate(Settings())
    running = asyncio.run(read_running(settings, choose_areas(settings, area)))
    for name, rules in running.items():
        told = tell_adopted(rules) if rules else "no rules yet; adopt some with: linnet rules adopt FILE"
        screen.print(f"{name}: {told}", style="bold", markup=False)
        if rules:
            screen.print(*list_rules(rules.rules), sep="\n")


@app.command("adopt")
def adopt_rules(
    file: File,
    by: Annotated[str, typer.Option(help="your name")],
    role: Annotated[str, typer.Option(help="your role, such as Hub manager")],
    team: Annotated[str, typer.Option(help="your team")],
    area: Areas = None,
) -> None:
    """From here on these are the area's rules. A file with a mistake changes nothing."""
    with telling():
        settings = Settings()
        found, areas = _read(settings, file), choose_areas(settings, area)
        adopter = Adopter(read_person(by, role, team), datetime.now(UTC), lambda: uuid4().hex)
        settings = locate(settings)
        check_topics(settings)
        running = asyncio.run(read_running(settings, areas))
        given = [Edition(name, rules.version, rules.rules) for name, rules in running.items() if rules]
        check_version(file.name, found, [*given, *read_sent(settings)], areas)
        asyncio.run(adopt(settings, [adopter.write(name, found) for name in areas]))
    typer.echo(f"{', '.join(areas)} runs version {found.version}, {len(found.rules)} rules")


@app.command("dry-run")
def try_on_past(
    file: File,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="how many of the last weeks to count")] = 4,
    workers: Annotated[
        list[str] | None, typer.Option(help="RECEIVER=PEOPLE, such as hub=6; may be given again")
    ] = None,
    area: Areas = None,
) -> None:
    """What the rules would have raised in the last weeks, beside those that run now. Changes nothing."""
    from infra.alerting.dry_run import dry_run
    from infra.alerting.tally import read_workers
    from infra.alerting.telling import tell_trial

    with telling():
        people = read_workers(workers or ())
        found = _read(Settings(), file)
        settings = locate(Settings())
        for name in choose_areas(settings, area):
            with bar(progress, f"{name}: playing the log again") as (_, move):
                result = dry_run(settings, name, found, weeks, move)
            screen.print(f"\n{name}: {result.told}", style="bold", markup=False)
            screen.print(tell_trial(result.tried, result.running, people))


def _read(settings: Settings, file: Path) -> RulesFile:
    return read_rules(file, settings.partnership.areas)
