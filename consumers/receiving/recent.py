"""Which events came lately, so that what is sent again is in the log once.

Held in memory and read from the agencies' topics: at the start, and after Kafka has left open what it took. So neither
a kill -9 between Kafka and the answer nor a lost acknowledgement doubles what is then sent again. What is older than
this remembers, or came past this process, may be on a topic twice. That changes nothing either: the projector counts
an event once, however often it is in the log.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from confluent_kafka import Message

from consumers.admission import check_event, read_event
from consumers.receiving.judging import digest_said
from streams.broker import Watermarks
from streams.contract import EventKey, event_key
from streams.errors import Invalid
from streams.reading import read_stretch
from streams.settings import Settings
from streams.topics import Topic

# Of each partition at a start: some days of a partnership, and 0.6 s of reading where there are as many.
_READ = 10_000
# Some 160 bytes each.
_HELD = 200_000
# A sender is sooner told to come again than a process in the background.
_PATIENCE_SECONDS = 5.0


class Recent:
    def __init__(self, settings: Settings, topics: Iterable[Topic]) -> None:
        self._settings = settings
        self._places = [(topic.name, partition) for topic in topics for partition in range(topic.partitions)]
        self._reached: dict[tuple[str, int], int] = {}
        self._said: dict[EventKey, bytes] = {}

    def said(self, key: EventKey) -> bytes | None:
        """A digest of what the event said last; None where none is remembered."""
        return self._said.get(key)

    def remember(self, key: EventKey, said: bytes) -> None:
        self._said[key] = said
        while len(self._said) > _HELD:
            del self._said[next(iter(self._said))]

    def read_on(self) -> list[tuple[EventKey, bytes]]:
        """What the topics hold and this has not read, to be remembered. Raises :class:`Transient` when Kafka is away.

        Blocks; to be called in a thread, which is why it remembers nothing itself.
        """
        found: list[tuple[EventKey, bytes]] = []
        watermarks = Watermarks(self._settings, _PATIENCE_SECONDS)
        try:
            for place in self._places:
                low, high = watermarks.of(*place)
                start = max(low, high - _READ, self._reached.get(place, 0))
                found += self._read(place, start, high)
                self._reached[place] = high
        finally:
            watermarks.close()
        return found

    def _read(self, place: tuple[str, int], start: int, end: int) -> Iterator[tuple[EventKey, bytes]]:
        for message in read_stretch(self._settings, *place, start, end):
            try:
                yield self._identify(message)
            except Invalid:  # intake refuses it too, so it may be mended and sent under its id
                continue

    def _identify(self, message: Message) -> tuple[EventKey, bytes]:
        topic, (_, stamp) = message.topic(), message.timestamp()
        event = read_event(message.value(), topic)
        check_event(event, topic, datetime.fromtimestamp(stamp / 1000, UTC), self._settings.partnership)
        return event_key(event.source, event.id), digest_said(event)
