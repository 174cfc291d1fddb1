"""``linnet keys``: what the log is sealed with, for whoever runs Linnet."""

from typing import Annotated

import typer
from cryptography.fernet import Fernet
from rich.console import Console

from infra.commands import choose_areas
from infra.endpoints import locate
from infra.roles import Now
from streams.sealing.making import rewrap, rotate
from streams.settings import Settings

screen = Console(stderr=True, highlight=False)
Areas = Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")]


def make_app(now: Now) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help=__doc__)

    @app.callback()
    def main() -> None:
        """What the log is sealed with."""

    @app.command("rotate")
    def begin(area: Areas = None) -> None:
        """Seal what comes from now on with new keys; what is in the log keeps those it has."""
        settings = locate(Settings())
        for name, epoch in rotate(settings, choose_areas(settings, area), now).items():
            screen.print(f"{name} seals with its keys of epoch {epoch}, in a minute at most", markup=False)

    @app.command("rewrap")
    def wrap_again() -> None:
        """Wrap all keys under the first of LINNET_WRAPPING_KEYS; after a day the others may go."""
        screen.print(f"wrapped {rewrap(locate(Settings()), now):,} again", markup=False)

    @app.command("wrapping")
    def make_wrapping() -> None:
        """A new key for LINNET_WRAPPING_KEYS, on standard output: it goes in front of those there are."""
        typer.echo(Fernet.generate_key().decode())

    return app
