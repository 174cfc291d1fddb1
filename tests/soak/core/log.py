"""Kafka as the core meets it: one partition of the log with a tail that may be lost, what was told to others, and which
projector has the partition."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from random import Random
from typing import NamedTuple

from consumers.projection import LogMessage
from streams.partitions import partition_of
from streams.publisher import Outgoing
from streams.topics import OBSERVATIONS
from tests.soak.core.asking import Ask
from tests.soak.simulation.broker import Stored
from tests.soak.simulation.people import AREAS

# Both areas' logs are one partition.
(PARTITION,) = {partition_of(area, OBSERVATIONS.partitions) for area in AREAS}
NOBODY = ""


class Place(NamedTuple):
    """A partition, as Faust and confluent-kafka name it."""

    topic: str
    partition: int


PLACE = Place(OBSERVATIONS.name, PARTITION)


class Log:
    """Up to ``high`` everything is acknowledged, and nobody reads further. ``told``: by topic, area and event."""

    def __init__(self, now: Callable[[], datetime], random: Random) -> None:
        self._now, self._random = now, random
        self.stored: list[Stored] = []
        self.high = 0
        self.told: dict[str, list[tuple[str, bytes]]] = {}
        self.owner = NOBODY
        self.committed = 0

    async def publish(self, messages: Iterable[Outgoing]) -> None:
        """As :meth:`streams.publisher.Publisher.publish`. What goes to others has no tail that is lost: of that, it is
        as if it had never come."""
        for part in self._split(list(messages)):
            await Ask("log", f"publishes {len(part)}", partial(self._append, part), self.settle)

    def _split(self, messages: list[Outgoing]) -> list[list[Outgoing]]:
        """What is sent at once may come in two parts, of which the second may be lost."""
        if len(messages) < 2 or self._random.random() < 0.7:
            return [messages]
        at = self._random.randrange(1, len(messages))
        return [messages[:at], messages[at:]]

    def _append(self, messages: list[Outgoing]) -> None:
        stamp = int(self._now().timestamp() * 1000)
        for topic, key, value, *_ in messages:
            if topic == OBSERVATIONS.name:
                self.stored.append(Stored(topic, PARTITION, len(self.stored), stamp, key, value))
            else:
                self.told.setdefault(topic, []).append((key.decode(), value))

    def settle(self) -> None:
        """All of the tail is acknowledged."""
        self.high = len(self.stored)

    def crash(self) -> int:
        """How many messages are lost."""
        lost = len(self.stored) - self.high
        del self.stored[self.high :]
        return lost

    def read(self, start: int, most: int) -> list[LogMessage]:
        found = self.stored[start : min(start + most, self.high)]
        return [LogMessage(each.partition, each.offset, each.timestamp, each.value) for each in found]

    def of(self, _topic: str, _partition: int) -> tuple[int, int]:
        """As :meth:`streams.broker.Watermarks.of`."""
        return 0, self.high

    def moment_of(self, _topic: str, _partition: int, offset: int) -> int:
        return self.stored[offset].timestamp
