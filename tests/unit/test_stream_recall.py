"""What is recalled for one who comes back to a stream, batch by batch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from api.streaming.events import send_events
from api.streaming.reader import Reader
from api.streaming.told import Told, Wanted
from scoring.state.keys import Subject

AREA, COUNT = "northmoor", 450
ALERTS = [
    Told(0, offset, AREA, "red", frozenset(("hub",)), Subject.ADDRESS, "a" * 16, frozenset(), "{}")
    for offset in range(COUNT)
]


class Past:
    """All that there is came before the reader."""

    reachable = True
    left = False

    async def recall(self, _reader: Reader, after: int) -> Iterator[Told]:
        return iter(ALERTS[after + 1 :])

    def reached(self, _partition: int) -> int:
        return COUNT - 1

    def leave(self, _reader: Reader) -> None:
        self.left = True


@dataclass
class Leaving:
    """Signs out once ``stays`` batches have been shown."""

    stays: int
    shown: list[int] = field(default_factory=list)

    async def show(self, told: list[Told]) -> list[Told]:
        self.shown.append(len(told))
        return told

    def tell(self, told: Told) -> str:
        return told.text

    async def may_stay(self) -> bool:
        return len(self.shown) < self.stays


async def test_who_leaves_while_much_is_recalled_is_shown_no_more() -> None:
    """As with what happens live: the stream ends, and says why."""
    past: Any = Past()
    follower, reader = Leaving(1), Reader(Wanted(AREA), 0, COUNT)
    sent = b"".join([part async for part in send_events(past, reader, follower, -1)])
    assert follower.shown == [200]
    assert sent.count(b"event: alert-changed-1") == 200
    assert b"signed out" in sent
    assert past.left
