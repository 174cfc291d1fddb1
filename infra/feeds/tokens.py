"""``linnet feeds token``: a credential for what is sent over HTTPS, shown once and kept nowhere."""

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from consumers.receiving.credentials import digest_token, make_token
from streams.errors import Broken
from streams.settings import Settings

Sender = Annotated[str, typer.Argument(help="as in the senders file")]
Days = Annotated[int, typer.Option(min=1, max=1000, help="how long it is good, from today")]


def token(sender: Sender, days: Days = 365) -> None:
    """A new token for a sender: the line for the senders file, and the token itself, once, for the sender alone."""
    _check(sender)
    made, until = make_token(), (datetime.now(UTC) + timedelta(days=days)).date()
    typer.echo(f'[senders.{sender}]\ntokens = [{{ sha256 = "{digest_token(made)}", until = {until} }}]')
    typer.echo(
        "\nAdd that to those it has; the old one stays good until its own day, or until its line is taken out. "
        "Then start linnet run receiving again.\nFor the sender, and never shown again:\n",
        err=True,
    )
    typer.echo(made)


def _check(sender: str) -> None:
    path = Settings().feeds_file
    if path is None:
        return
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8")).get("senders", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Broken(f"cannot read {path}: {fault}") from fault
    if sender not in known:
        raise Broken(f"{path} has no sender {sender}; there are {', '.join(known)}")
