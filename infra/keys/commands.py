"""``linnet keys``: what the log and Redis are sealed with, for whoever runs Linnet."""

import asyncio
from typing import Annotated

import typer
from cryptography.fernet import Fernet
from rich.console import Console

from infra.commands import choose_areas
from infra.endpoints import locate
from infra.roles import Now
from scoring.state.opening import open_redis, open_seals
from scoring.state.resealing import reseal
from streams.sealing.making import rewrap, rotate
from streams.settings import Settings

screen = Console(stderr=True, highlight=False)
_SECONDS = 30.0
Areas = Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")]


def make_app(now: Now) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help=__doc__)

    @app.callback()
    def main() -> None:
        """What the log and Redis are sealed with."""

    @app.command("rotate")
    def begin(area: Areas = None) -> None:
        """Seal what comes from now on with new keys; what is in the log keeps those it has."""
        settings = locate(Settings())
        for name, epoch in rotate(settings, choose_areas(settings, area), now).items():
            screen.print(f"{name} seals with its keys of epoch {epoch}, in a minute at most", markup=False)

    @app.command("rewrap")
    def wrap_again() -> None:
        """Wrap all keys under the first of LINNET_WRAPPING_KEYS; after two days the others may go."""
        screen.print(f"wrapped {rewrap(locate(Settings()), now):,} again", markup=False)

    @app.command("wrapping")
    def make_wrapping() -> None:
        """A new key for LINNET_WRAPPING_KEYS or LINNET_STATE_KEYS, on standard output: it goes in front of those there
        are."""
        typer.echo(Fernet.generate_key().decode())

    @app.command("reseal")
    def seal_again() -> None:
        """Seal what Redis holds of people under the first of LINNET_STATE_KEYS; then the others may go."""
        settings = locate(Settings())
        screen.print(f"sealed {asyncio.run(_reseal(settings)):,} again", markup=False)

    return app


async def _reseal(settings: Settings) -> int:
    redis = open_redis(settings, timeout=_SECONDS)
    try:
        return await reseal(redis, list(settings.partnership.areas), open_seals(settings))
    finally:
        await redis.aclose()
