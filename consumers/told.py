"""Which alerts Kafka has already. Redis knows too, until it is lost: then the log is played anew, every alert that ever
was comes into the outbox again, and whoever was told of it would be told once more.

What has the place of another on the log, but another moment or other words, counts as new: by a later version, or after
the log had lost its end, it may be somebody else's alert.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

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
# With the event as it is told, or its digest.
Due = tuple[Order, bytes]
# As many as are read at first. Without a loss the one that is looked for is among the last of the topic.
_FIRST = 500


class Told:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # By area: the last that is known to be on the topic, and what was found there from some order on.
        self._last: dict[str, Order] = {}
        self._found: dict[str, tuple[Order, set[Due]]] = {}

    async def find(self, area: str, due: Sequence[Due]) -> set[Order]:
        """Those of ``due``, which are in order, that Kafka has. Raises :class:`streams.errors.Transient`. Cost: none,
        but for an area's first and for those that Kafka has: then the topic is read back to the first of them, once."""
        if not due:
            return set()
        first, _ = due[0]
        if area in self._last and first > self._last[area]:
            self._found.pop(area, None)
            return set()
        if area not in self._found or first < self._found[area][0]:
            found = await asyncio.to_thread(self._find_back, area, first)
            self._found[area] = first, found
            self.note(area, (order for order, _ in found))
        told = self._found[area][1]
        return {order for order, event in due if (order, _digest(orjson.loads(event))) in told}

    def note(self, area: str, told: Iterable[Order]) -> None:
        """Kafka has these."""
        if last := max(told, default=None):
            self._last[area] = max(last, self._last.get(area, last))

    def forget(self, area: str) -> None:
        """What Kafka has of these may be more than is known here: part of a try that failed may have come there."""
        self._last.pop(area, None)
        self._found.pop(area, None)

    def _find_back(self, area: str, first: Order) -> set[Due]:
        try:
            return self._read_back(area, first)
        except NotAllowed as fault:  # Broken, but better told twice than to nobody
            log.error("alerts may be told again", area=area, reason=str(fault))
            return set()

    def _read_back(self, area: str, first: Order) -> set[Due]:
        partition, found = partition_of(area, ALERTS.partitions), set[Due]()
        watermarks = Watermarks(self._settings)
        try:
            low, end = watermarks.of(ALERTS.name, partition)
        finally:
            watermarks.close()
        size = _FIRST
        while end > low:
            start = max(low, end - size)
            read = read_stretch(self._settings, ALERTS.name, partition, start, end)
            held = {due for message in read if message.key() == area.encode() for due in _read_told(message)}
            found |= {due for due in held if due[0] >= first}
            if held and min(held)[0] < first:
                break
            end, size = start, size * 2
        return found


def _read_told(message: Message) -> Iterator[Due]:
    """By the event's id; see :mod:`scoring.outgoing`. None where it is nothing of ours."""
    with suppress(ValueError, LookupError, TypeError, AttributeError):  # Invalid
        event = orjson.loads(message.value() or b"")
        *_, offset, number = event["id"].split("-")
        yield (int(offset), int(number)), _digest(event)


def _digest(event: dict[str, Any]) -> bytes:
    """But for the id, which an earlier version made otherwise."""
    return hashlib.blake2b(orjson.dumps({**event, "id": ""}), digest_size=16).digest()
