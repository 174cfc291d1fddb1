"""What every request needs, and whose it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from consumers.feeds.folders import Folders
from consumers.feeds.kin import Kin
from consumers.feeds.senders import Sender
from consumers.receiving.credentials import Credentials, Shown
from consumers.receiving.desk import Desk
from consumers.receiving.gate import Gate
from streams.contract import Contract

Options = Mapping[tuple[str, str], Contract]


@dataclass(frozen=True, slots=True)
class Door:
    """``options``: by sender and format, of those that it may use. ``folders``: where receipts of files lie."""

    credentials: Credentials
    options: Options
    desk: Desk
    gate: Gate
    folders: Folders
    kin: Kin
    now: Callable[[], datetime]


def identify(request: Request) -> tuple[Door, Sender]:
    """Raises :class:`Unauthorised` and :class:`Forbidden`."""
    door: Door = request.app.state.door
    shown = Shown(request.headers.get("authorization", ""), getattr(request.state, "certificate", ""))
    sender = door.credentials.identify(shown, door.now())
    request.scope["state"]["sender"] = sender.name
    return door, sender
