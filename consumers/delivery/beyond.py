"""Letters beyond those that there is room for. Each has one attempt nevertheless, so that a room full of what a
destination does not take holds up nothing that it would take. What is not taken stays where it is on Kafka, and is read
again once there is room."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from consumers.delivery.letters import Letter

# A batch of the mailbox each: a receiver in trouble is asked fifty times a second at most, and that for some minutes.
SECONDS = 2.0
# Not one of so many different alerts beyond those in the room: nothing gets through, and asking more is of no use.
MOST = 10_000
# So many that were not read before come between two readings of what was left, where the topic has no end of them.
_NEW = 200


@dataclass(slots=True)
class _Left:
    """Of one alert: the first of its letters that was left, and how many were."""

    partition: int
    offset: int
    count: int = 0


class Beyond:
    """``under_way``: those that have their one attempt, by partition and offset."""

    def __init__(self) -> None:
        self.under_way = set[tuple[int, int]]()
        self._left: dict[str, _Left] = {}
        self._looked, self._new = 0.0, 0
        # How far was read, by partition.
        self._furthest: dict[int, int] = {}

    @property
    def count(self) -> int:
        return sum(left.count for left in self._left.values())

    def is_due(self, full: bool) -> bool:
        """Whether to read more than there is room for; asked each turn. A room that empties by itself soon does so."""
        if not full:
            self.note_look()
        waited = asyncio.get_running_loop().time() - self._looked >= SECONDS
        return full and waited and not self.under_way and len(self._left) < MOST

    def note_look(self) -> None:
        self._looked = asyncio.get_running_loop().time()

    def read(self, partition: int, offset: int) -> None:
        self._new += offset > self._furthest.get(partition, -1)
        self._furthest[partition] = max(self._furthest.get(partition, -1), offset)

    def must_wait(self, letter: Letter) -> bool:
        """Whether a change of its alert before it was left."""
        left = self._left.get(letter.alert)
        return left is not None and left.offset < letter.offset

    def leave(self, letter: Letter) -> None:
        left = self._left.setdefault(letter.alert, _Left(letter.partition, letter.offset))
        left.offset, left.count = min(left.offset, letter.offset), left.count + 1

    def places(self, quiet: bool) -> dict[int, int]:
        """From where to read again, by partition; asked each turn. None before what came since has been read, which has
        had no attempt yet. ``quiet``: there is nothing more to read."""
        if self.under_way or not (quiet or self._new >= _NEW):
            return {}
        places: dict[int, int] = {}
        for left in self._left.values():
            places[left.partition] = min(places.get(left.partition, left.offset), left.offset)
        return places

    def went_back(self, places: dict[int, int]) -> None:
        self._forget(places)
        self._new = 0

    def forget(self, partitions: Collection[int]) -> None:
        """Another process has them now, or they are read anew."""
        self._forget(partitions)
        self.under_way = {place for place in self.under_way if place[0] not in partitions}
        for partition in partitions:
            self._furthest.pop(partition, None)

    def _forget(self, partitions: Collection[int]) -> None:
        self._left = {alert: left for alert, left in self._left.items() if left.partition not in partitions}
