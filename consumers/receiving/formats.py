"""The formats that bodies may have, and the further listeners of this process. A new one is one entry here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from consumers.feeds.senders import Sender
from consumers.receiving.cloudevents import BATCH, ONE, PLAIN, NoOptions, split_events
from consumers.receiving.desk import Desk
from consumers.receiving.gate import Gate
from consumers.receiving.items import Converted, Origin, Receipt
from streams.contract import Contract
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Format:
    """``name``: as in ``[senders.NAME.formats.…]``; ``path``: where it is posted. ``compare``: an event that comes
    again with other content is refused; right only where senders write their events' ids themselves. ``open``: every
    sender may use it. ``answer``: with the status, in the format's own words."""

    name: str
    path: str
    summary: str
    media_types: tuple[str, ...]
    options: type[Contract]
    convert: Callable[[bytes, Origin], Converted]
    answer: Callable[[Receipt, int], Answer] | None = None
    compare: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """What a listener of its own needs: it finds its sender itself, and takes what is sent to the desk."""

    settings: Settings
    senders: tuple[Sender, ...]
    desk: Desk
    gate: Gate


Listener = Callable[[Office], Awaitable[None]]

EVENTS = Format(
    "events", "/v1/events", "One event, or a batch of them", (ONE, BATCH, PLAIN), NoOptions, split_events,
    compare=True, open=True,
)  # fmt: skip
FORMATS: tuple[Format, ...] = (EVENTS,)
# Each runs for as long as the process does.
LISTENERS: tuple[Listener, ...] = ()


def read_options(sender: Sender, format: Format) -> Contract | None:
    """None where the sender may not use the format. Raises pydantic's ValidationError."""
    said = sender.formats.get(format.name)
    if said is None:
        return format.options() if format.open else None
    return format.options.model_validate(said)
