"""``linnet delivery``: check who is told of which alerts; see what could not be delivered, and send it again."""

import asyncio
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from consumers.delivery.destinations import Prompt, Webhook
from consumers.delivery.parking import Held, read_parked
from consumers.delivery.resending import resend
from consumers.delivery.routes import Routes, read_routes
from infra.endpoints import locate
from streams.codes.alerts import Receiver
from streams.credentials import read_environment
from streams.errors import Broken
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
screen = Console(highlight=False)


def now() -> datetime:
    return datetime.now(UTC)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="routes file; default: LINNET_DELIVERY_FILE")] = None,
) -> None:
    """Say whether the file can be followed here, secrets included, and what is in it."""
    routes = _read_routes(Settings(), file)
    table = Table("destination", "kind", "areas", "receivers", "severities", "teams", "told as", box=None)
    for name, one in routes.destinations.items():
        conditions = (one.areas, one.receivers, one.severities, one.teams)
        told_as = one.told_as.label if isinstance(one, Prompt) and one.told_as else ""
        table.add_row(name, one.kind, *(", ".join(words) or "all" for words in conditions), told_as)
    screen.print(table)
    for name in filter(partial(_tells_all, routes), routes.destinations):
        screen.print(f"{name} is told of which kind other agencies' contacts were: say told_as, if it is a trust's")


def _tells_all(routes: Routes, name: str) -> bool:
    """What is for a mental health team, and says more than its people see on screen."""
    one = routes.destinations[name]
    is_flag = isinstance(one, Webhook) and one.format == "fhir-flag"
    return isinstance(one, Prompt) and not is_flag and not one.told_as and Receiver.MENTAL_HEALTH in one.receivers


@app.command()
def parked(show_resent: bool = False) -> None:
    """One line for each alert that a destination could not be given."""
    held = [one for one in read_parked(locate(Settings())) if show_resent or not one.resent]
    # What is typed again is never cut short.
    table = Table(Column("parked", no_wrap=True), "since", Column("alert", no_wrap=True), "code", "reason", box=None)
    for one in held:
        said = one.parking
        table.add_row(one.id, f"{said.parked_at:%d %b %H:%M:%S}", said.alert, said.code, said.reason)
    screen.print(table)
    screen.print(f"{len(held)} parked")


@app.command("resend")
def resend_parked(
    parked: Annotated[list[str] | None, typer.Argument(help="as listed")] = None,
    destination: Annotated[str | None, typer.Option(help="all that are parked for this destination")] = None,
) -> None:
    """Deliver what is parked, under the same ids; what is refused again stays parked."""
    if not parked and not destination:
        raise typer.BadParameter("name what is parked, or a destination")
    settings = locate(Settings())
    wanted = set(parked or ())
    due = [one for one in read_parked(settings) if not one.resent and _is_wanted(one, wanted, destination)]
    routes = _read_routes(settings, None)
    failures = asyncio.run(resend(settings, routes, read_environment(os.environ), due, now))
    for name, reason in failures.items():
        screen.print(f"{name}: {reason}", markup=False)
    screen.print(f"delivered {len(due) - len(failures)} of {len(due)}")
    if failures:
        raise typer.Exit(1)


def _is_wanted(one: Held, wanted: set[str], destination: str | None) -> bool:
    return one.id in wanted or one.parking.destination == destination


def _read_routes(settings: Settings, file: Path | None) -> Routes:
    path = file or settings.delivery_file
    if path is None:
        raise Broken("name a file, or set LINNET_DELIVERY_FILE")
    return read_routes(path, settings.partnership, read_environment(os.environ))
