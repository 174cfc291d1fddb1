"""What a body holds, item by item, before and after it is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from consumers.feeds.kin import Kin
from consumers.feeds.senders import Sender
from streams.errors import Invalid


@dataclass(frozen=True, slots=True)
class Origin:
    """``options``: what the senders file says of this sender and format, as the format's own contract. ``kin``: what
    was told before, where it is kept; ``feed``: what it is called in the weekly quality."""

    sender: Sender
    options: Any
    received: datetime
    kin: Kin | None = None
    feed: str = "https"


@dataclass(frozen=True, slots=True)
class Item:
    """``events``: CloudEvents as bytes of JSON. With neither events nor a fault it has nothing to tell."""

    place: str
    events: Sequence[bytes] = ()
    fault: Invalid | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    items: Sequence[Item]
    dropped: Mapping[str, int] = field(default_factory=dict)


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    KNOWN = "known"
    REFUSED = "refused"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one item. ``ids``: of its events, where they could be read. ``known``: all of them had come
    before, and nothing is changed."""

    place: str
    outcome: Outcome
    ids: tuple[str, ...] = ()
    fault: Invalid | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Given only once Kafka has acknowledged everything that is accepted."""

    told: Sequence[Told]
    dropped: Mapping[str, int]

    def count(self, outcome: Outcome) -> int:
        return sum(one.outcome is outcome for one in self.told)
