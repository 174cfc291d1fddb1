"""Which alerts Kafka has already. Redis knows too, until it is lost: then the log is played anew, every alert that ever
was comes into the outbox again, and whoever was told of it would be told once more."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import orjson
from confluent_kafka import Message

from streams.broker import Watermarks
from streams.logs import log
from streams.partitions import partition_of
from streams.reading import NotAllowed, read_stretch
from streams.settings import Settings
from streams.topics import ALERTS

# An entry of the outbox: the log's offset, and the number among the news of that.
Order = tuple[int, int]
# As many as are read at first. Without a loss the one that is looked for is among the last of the topic.
_FIRST = 500


class Told:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # By area: the last that is known to be on the topic, and what was found there from some order on.
        self._last: dict[str, Order] = {}
        self._found: dict[str, tuple[Order, set[Order]]] = {}

    async def find(self, area: str, due: Sequence[Order]) -> set[Order]:
        """Those of ``due``, which are in order, that Kafka has. Raises :class:`streams.errors.Transient`. Cost: none,
        but for an area's first and for those that Kafka has: then the topic is read back to the first of them, once."""
        if not due:
            return set()
        if area in self._last and due[0] > self._last[area]:
            self._found.pop(area, None)
            return set()
        if area not in self._found or due[0] < self._found[area][0]:
            found = await asyncio.to_thread(self._find_back, area, due[0])
            self._found[area] = due[0], found
            self.note(area, found)
        return self._found[area][1].intersection(due)

    def note(self, area: str, told: Iterable[Order]) -> None:
        """Kafka has these."""
        if last := max(told, default=None):
            self._last[area] = max(last, self._last.get(area, last))

    def _find_back(self, area: str, first: Order) -> set[Order]:
        try:
            return self._read_back(area, first)
        except NotAllowed as fault:  # Broken, but better told twice than to nobody
            log.error("alerts may be told again", area=area, reason=str(fault))
            return set()

    def _read_back(self, area: str, first: Order) -> set[Order]:
        partition, found = partition_of(area, ALERTS.partitions), set[Order]()
        watermarks = Watermarks(self._settings)
        try:
            low, end = watermarks.of(ALERTS.name, partition)
        finally:
            watermarks.close()
        size = _FIRST
        while end > low:
            start = max(low, end - size)
            read = read_stretch(self._settings, ALERTS.name, partition, start, end)
            orders = {order for message in read if message.key() == area.encode() for order in _order_of(message)}
            found |= {order for order in orders if order >= first}
            if orders and min(orders) < first:
                break
            end, size = start, size * 2
        return found


def _order_of(message: Message) -> Iterator[Order]:
    """By the event's id; see :mod:`scoring.outgoing`. None where it is nothing of ours."""
    with suppress(ValueError, KeyError):  # Invalid
        *_, offset, number = orjson.loads(message.value() or b"")["id"].split("-")
        yield int(offset), int(number)
