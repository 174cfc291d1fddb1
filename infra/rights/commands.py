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
    """Read every key of the area for what is in the file: 0 none of it is left, 1 some is. Names no particulars."""
    from infra.endpoints import locate
    from infra.rights.proving import prove_file, read_file, tell

    erased = read_file(file)
    found = asyncio.run(prove_file(locate(Settings()), erased))
    for line in tell(erased, found):
        screen.print(line, markup=False)
    if any(not one.bare for one in found):
        raise typer.Exit(LEFT)
