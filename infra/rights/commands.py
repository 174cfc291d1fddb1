"""``linnet rights``: whether somebody who was erased is gone, for whoever has to show it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
screen = Console(highlight=False, soft_wrap=True)

LEFT = 1


@app.callback()
def main() -> None:
    """People's rights over what is held about them."""


@app.command()
def prove(
    file: Annotated[Path, typer.Argument(help="what the page of all that is held gave to download before the erasure")],
) -> None:
    """Read all of the area for what is in the file, and ask for its events' keys: 0 none is left, 1 some."""
    from infra.endpoints import locate
    from infra.rights.proving import count_openable, prove_file, read_file, tell

    erased = read_file(file)
    settings = locate(Settings())
    found, openable = asyncio.run(prove_file(settings, erased)), count_openable(settings, erased)
    for line in tell(erased, found, openable):
        screen.print(line, markup=False)
    if openable or any(not one.bare for one in found):
        raise typer.Exit(LEFT)
