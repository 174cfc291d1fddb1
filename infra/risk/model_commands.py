"""The commands about models: which states were saved, back to one, and which model's scores count."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from infra.commands import choose_areas, telling
from infra.deciding import read_person
from infra.endpoints import locate
from infra.risk.ruling import Decider, put_through
from infra.risk.saved import find_saved, read_saved
from streams.errors import Invalid
from streams.settings import Settings

app = typer.Typer()
screen = Console(highlight=False)

Area = Annotated[str, typer.Option("--area", help="the area")]
By = Annotated[str, typer.Option(help="your name")]
Role = Annotated[str, typer.Option(help="your role, such as Clinical safety officer")]
Team = Annotated[str, typer.Option(help="your team")]


@app.command()
def models(area: Area) -> None:
    """The states of models that were saved, latest first."""
    settings = locate(Settings())
    choose_areas(settings, [area])
    table = Table("Model", "At offset", "Known until", "Labels learned", "Recipe", "Features", "Code")
    for event in read_saved(settings, area):
        state = event.data
        until = f"{state.until:%Y-%m-%d %H:%M}"
        row = (state.name, str(state.log_offset), until, f"{state.learned:,}", state.recipe, state.features, state.code)
        table.add_row(*row)
    screen.print(table)


@app.command()
def rollback(
    area: Area,
    by: By,
    role: Role,
    team: Team,
    model: Annotated[str, typer.Option(help="its name")] = "",
    to: Annotated[int | None, typer.Option(help="the offset it was saved at; default: the state before last")] = None,
    file: Annotated[Path | None, typer.Option(help="a state that linnet risk evaluate --save wrote, instead")] = None,
) -> None:
    """From here on the model goes on from an earlier state. What it was is saved first, so this can be taken back."""
    from infra.risk.state_files import check_state, read_state

    with telling():
        settings = locate(Settings())
        choose_areas(settings, [area])
        decider = Decider(read_person(by, role, team), datetime.now(UTC), lambda: uuid4().hex)
        state = read_state(file) if file else find_saved(read_saved(settings, area), model, to).data
        check_state(state, str(file or f"the state saved at offset {state.log_offset}"))
        asyncio.run(put_through(settings, [decider.restore(area, state)]))
    typer.echo(f"{area}: {state.name} goes on from offset {state.log_offset}, {state.learned:,} labels learned")


@app.command()
def promote(area: Area, by: By, role: Role, team: Team, model: Annotated[str, typer.Option(help="its name")]) -> None:
    """From here on this model's scores count; the others go on learning beside it."""
    from scoring.risk.practice import PRACTICE

    with telling():
        settings = locate(Settings())
        choose_areas(settings, [area])
        if model not in (names := [recipe.name for recipe in PRACTICE.recipes]):
            raise Invalid("model-unknown", f"--model: must be one of {', '.join(names)}")
        decider = Decider(read_person(by, role, team), datetime.now(UTC), lambda: uuid4().hex)
        asyncio.run(put_through(settings, [decider.promote(area, model)]))
    typer.echo(f"{area}: the scores that count are those of {model}")
