"""What a listener of its own has to work with."""

from dataclasses import dataclass

from consumers.feeds.kin import Kin
from consumers.feeds.senders import Sender
from consumers.receiving.desk import Desk
from consumers.receiving.gate import Gate
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Office:
    """What a listener of its own needs: it finds its sender itself, and takes what is sent to the desk."""

    settings: Settings
    senders: tuple[Sender, ...]
    desk: Desk
    gate: Gate
    kin: Kin
