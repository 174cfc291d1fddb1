"""From erasures in the log to keys that are no more."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from consumers.headway import Headway
from streams import metrics
from streams.broker import Watermarks
from streams.codec import OBSERVATION, decode
from streams.contract import EventKey
from streams.errors import Broken, Invalid, Transient
from streams.events.corrections import RecordErased, find_target
from streams.events.gazetteer import GAZETTEER_SOURCE
from streams.sealing.envelope import peek
from streams.sealing.epochs import is_over, number_epoch
from streams.sealing.keyring import Keyring
from streams.sealing.making import begin
from streams.sealing.writing import Change, KeyWriter, Now
from streams.settings import Settings
from streams.topics import OBSERVATIONS

PROCESS, GROUP = "erasing", "linnet-erasing"
_FETCH, _WAIT_SECONDS, _SECONDS = 2_000, 0.5, 30
_MARK = b'"type":"record-erased-1"'


class Destroying:
    """The log, from where erasures were last dealt with. That they were, and the keys that are left, are one
    transaction of Kafka's. Blocking; whoever gets :class:`Transient` from it begins with another."""

    def __init__(self, settings: Settings, now: Now) -> None:
        self._writer = KeyWriter(settings, now)
        reading = {"group.id": GROUP, "enable.auto.commit": False, "auto.offset.reset": "earliest"}
        self._consumer = Consumer(settings.kafka_client() | reading)
        places = [TopicPartition(OBSERVATIONS.name, partition) for partition in range(OBSERVATIONS.partitions)]
        begun = _call(self._consumer.committed, places, _SECONDS)
        self._consumer.assign(begun)
        self._reached = {place.partition: place.offset for place in begun}
        self._watermarks = Watermarks(settings)
        self._headway = Headway(self._watermarks, OBSERVATIONS, metrics.FOLLOWED.labels(PROCESS))

    def step(self) -> int:
        """How many erasures were met. Raises :class:`Transient`, and :class:`Broken` for what is no observation."""
        messages = [message for message in self._consumer.consume(_FETCH, _WAIT_SECONDS) if message.error() is None]
        self._headway.look(self._reached)
        if not messages:
            return 0
        erased, reached = list(_find_erased(messages)), _list_reached(messages)
        again = [each for each in _find_sealed(messages) if self.ring.was_destroyed(*each)]
        changes = [Change(area, *kept) for area, key in [*erased, *again] for kept in self.ring.destroy(area, key)]
        if changes:
            self._writer.write(changes, reached, self._consumer.consumer_group_metadata())
            metrics.KEYS_DESTROYED.inc(len(erased))
        else:
            _call(self._consumer.commit, offsets=reached, asynchronous=False)
        self._reached |= {place.partition: place.offset for place in reached}
        return len(erased)

    @property
    def ring(self) -> Keyring:
        return self._writer.keys.ring

    def begin(self, areas: Iterable[str], now: datetime) -> list[str]:
        """A new epoch in each of these whose latest is over; which they are. Raises :class:`Transient`."""
        late = [area for area in areas if area in self.ring.latest and is_over(self.ring.latest[area], now)]
        begun = [begin(area, number_epoch(now)) for area in late]
        self._write(begun)
        for change in begun:
            self.ring.take(*change)
        return late

    def fell(self, area: str, epochs: Iterable[int], left: Collection[EventKey]) -> None:
        """The keys of all that was sealed in these epochs, but for what is ``left``. Raises :class:`Transient`."""
        self._write([Change(area, *kept) for epoch in epochs for kept in self.ring.fell(area, epoch, left)])

    def _write(self, changes: list[Change]) -> None:
        if changes:
            self._writer.write(changes)

    def touch(self) -> None:
        """Write a key again as it is: Kafka compacts only segments that something was written after."""
        (area, epoch), tree = next(iter(self.ring.trees.items()))
        self._writer.write([Change(area, epoch, "", tree[""])])

    def close(self) -> None:
        self._watermarks.close()
        self._consumer.close()


def _find_erased(messages: Sequence[Message]) -> Iterator[tuple[str, EventKey]]:
    for message in messages:
        raw = message.value() or b""
        if _MARK not in raw:
            continue
        try:
            event = decode(OBSERVATION, raw)
        except Invalid as fault:
            place = f"partition {message.partition()} offset {message.offset()}"
            raise Broken(f"{OBSERVATIONS.name} {place}: {fault.code}") from None
        # Dwellings of a list are nobody's, and are not sealed.
        if isinstance(event, RecordErased) and event.source != GAZETTEER_SOURCE:
            yield event.area, find_target(event.source, event.data.target)[0]


def _find_sealed(messages: Sequence[Message]) -> Iterator[tuple[str, EventKey]]:
    """What has come again since it was destroyed may be sealed in an epoch that had not begun then."""
    for message in messages:
        if found := peek(message.value() or b""):
            yield found


def _list_reached(messages: Sequence[Message]) -> list[TopicPartition]:
    ends = {message.partition(): (message.offset() or 0) + 1 for message in messages}
    return [TopicPartition(OBSERVATIONS.name, partition, end) for partition, end in ends.items()]


def _call(what: Callable[..., Any], *given: object, **named: object) -> Any:
    try:
        return what(*given, **named)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
