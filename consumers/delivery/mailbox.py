"""A destination's place on the topic ``alerts``: a consumer group of its own, so that none waits for another."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from consumers.delivery.progress import Progress, is_progress, read_progress
from consumers.delivery.reading import Arrival, note_arrival
from streams.broker import Watermarks
from streams.errors import Broken, Transient
from streams.logs import log
from streams.patience import patiently_blocking
from streams.settings import Settings
from streams.topics import ALERTS

T = TypeVar("T")

_SECONDS = 15.0
_FETCH = 100
# Another process with our name has taken our place; going on would send everything twice.
_REPLACED = (KafkaError._FENCED, KafkaError.FENCED_INSTANCE_ID)


def group_of(destination: str) -> str:
    return f"linnet-delivery-{destination}"


@dataclass(frozen=True, slots=True)
class Assigned:
    """Partitions that are this process's from now on, and how far the destination has come on each."""

    progress: dict[int, Progress]


@dataclass(frozen=True, slots=True)
class Revoked:
    partitions: frozenset[int]


Found = Assigned | Revoked | Arrival


class Mailbox:
    """Every call to Kafka is made in one thread of its own: a confluent-kafka consumer blocks, and is closed while
    nobody else uses it."""

    def __init__(self, settings: Settings, destination: str) -> None:
        self._settings = settings
        self._group = group_of(destination)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=self._group)
        self._found: list[Found] = []
        # What is read next, by partition of this process.
        self.reached: dict[int, int] = {}
        self.paused = False
        self._consumer: Any = None

    async def open(self) -> None:
        """A destination that was never there before is told of what comes from now on."""
        await self._call(self._open)

    async def take(self, seconds: float, paused: bool) -> list[Found]:
        """What has come, at most a hundred messages, in order; none while ``paused``, but changes of assignment."""
        return await self._call(lambda: self._take(seconds, paused))

    async def keep(self, progress: dict[int, Progress]) -> bool:
        """False when Kafka did not keep it, which matters to nobody before the next time."""
        places = [_place(at, one) for at, one in progress.items()]
        return await self._call(lambda: self._keep(places))

    async def go_back(self, places: dict[int, int]) -> bool:
        """Reads on from these offsets, by partition; False when Kafka's client did not get there, as while partitions
        move about."""
        return await self._call(lambda: self._go_back(places))

    async def close(self) -> None:
        await self._call(self._close)
        self._thread.shutdown()

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open(self) -> None:
        self._consumer = self._consumer or Consumer(
            self._settings.kafka_client()
            | {
                "group.id": self._group,
                # A process that comes back under its own name gets its partitions at once, also after kill -9.
                "group.instance.id": f"delivery-{self._settings.instance}",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 100,
            }
        )
        _begin_here(self._settings, self._consumer)
        self._consumer.subscribe([ALERTS.name], on_assign=self._assign, on_revoke=self._revoke, on_lost=self._revoke)

    def _assign(self, consumer: Any, partitions: list[TopicPartition]) -> None:
        try:
            for attempt in patiently_blocking(_SECONDS):
                with attempt:
                    progress = _read_progress(self._settings, consumer, partitions)
        except Transient as fault:  # Broken: librdkafka will not ask us a second time
            raise Broken(f"how far {self._group} has come cannot be read: {fault}") from fault
        consumer.assign([TopicPartition(ALERTS.name, at, one.next) for at, one in progress.items()])
        self.reached = {at: one.next for at, one in progress.items()}
        self.paused = False
        self._found.append(Assigned(progress))

    def _revoke(self, _consumer: Any, partitions: list[TopicPartition]) -> None:
        gone = frozenset(at.partition for at in partitions)
        self.reached = {at: offset for at, offset in self.reached.items() if at not in gone}
        self._found.append(Revoked(gone))

    def _take(self, seconds: float, paused: bool) -> list[Found]:
        self._pause(paused)
        try:
            # Kept before Kafka is asked for more: that may fail, or take the partition away, which comes after it then.
            if (first := self._consumer.poll(seconds)) is not None:
                self._sort(first)
                for message in self._consumer.consume(_FETCH - 1, timeout=0):
                    self._sort(message)
        except KafkaException as fault:
            raise _explain(fault.args[0]) from fault
        found, self._found = self._found, []
        return found

    def _sort(self, message: Message) -> None:
        fault = message.error()
        if fault is None:
            self._found.append(arrival := note_arrival(message))
            # Also where it was gone back from: all before was here.
            self.reached[arrival.partition] = max(self.reached.get(arrival.partition, 0), arrival.offset + 1)
        elif fault.code() in _REPLACED or fault.fatal():
            raise _explain(fault)
        # Any other is librdkafka telling that it will try again.

    def _pause(self, paused: bool) -> None:
        if paused != self.paused:
            places = self._consumer.assignment()
            (self._consumer.pause if paused else self._consumer.resume)(places)
            self.paused = paused

    def _keep(self, places: list[TopicPartition]) -> bool:
        try:
            self._consumer.commit(offsets=places, asynchronous=False)
        except KafkaException as fault:
            if fault.args[0].code() in _REPLACED or fault.args[0].fatal():
                raise _explain(fault.args[0]) from fault
            log.warning("progress not kept", destination=self._group, reason=fault.args[0].name())
            return False
        return True

    def _go_back(self, places: dict[int, int]) -> bool:
        try:
            for partition, offset in places.items():
                self._consumer.seek(TopicPartition(ALERTS.name, partition, offset))
        except KafkaException as fault:  # Transient: asked again at the next turn
            log.warning("waiting", destination=self._group, reason=fault.args[0].name())
            return False
        return True

    def _close(self) -> None:
        if self._consumer is not None:
            self._consumer.close()


def _begin_here(settings: Settings, consumer: Any) -> None:
    try:
        committed = consumer.committed([TopicPartition(ALERTS.name, at) for at in range(ALERTS.partitions)], _SECONDS)
        # So is one that was a daily summary until now.
        fresh = [at.partition for at in committed if at.offset < 0 or not is_progress(at.metadata or "")]
        if not fresh:
            return
        watermarks = Watermarks(settings)
        try:
            ends = [_place(at, _end(watermarks, at)) for at in fresh]
        finally:
            watermarks.close()
        consumer.commit(offsets=ends, asynchronous=False)
    except KafkaException as fault:
        raise _explain(fault.args[0]) from fault


def _end(watermarks: Watermarks, partition: int) -> Progress:
    low, high = watermarks.of(ALERTS.name, partition)
    return Progress(high, moment=watermarks.moment_of(ALERTS.name, partition, high - 1) if high > low else 0)


def _read_progress(settings: Settings, consumer: Any, partitions: list[TopicPartition]) -> dict[int, Progress]:
    """Without what was done in a part that the topic has lost since: others are there now, or will be, and whoever went
    by offsets alone would pass over them. Raises :class:`Transient`."""
    try:
        committed = consumer.committed(partitions, timeout=_SECONDS)
    except KafkaException as fault:
        raise Transient(fault.args[0].name()) from fault
    watermarks, progress = Watermarks(settings), dict[int, Progress]()
    try:
        for at in committed:
            held = read_progress(max(at.offset, 0), at.metadata or "")
            progress[at.partition] = left = held.cut(_find_later(watermarks, at.partition, held.moment))
            if left.next < held.next:
                log.warning("alerts lost their end", partition=at.partition, before=held.next, after=left.next)
    finally:
        watermarks.close()
    return progress


def _find_later(watermarks: Watermarks, partition: int, moment: int) -> int:
    """The first that was told after all that is done; where it is not known when that was, the topic's end."""
    if moment:
        return watermarks.find_later(ALERTS.name, partition, moment + 1)
    return watermarks.of(ALERTS.name, partition)[1]


def _place(partition: int, progress: Progress) -> TopicPartition:
    return TopicPartition(ALERTS.name, partition, progress.next, metadata=progress.write())


def _explain(fault: KafkaError) -> Broken | Transient:
    if fault.code() in _REPLACED:
        return Broken("another delivery process runs under this LINNET_INSTANCE; give each its own")
    if fault.fatal():
        return Broken(f"Kafka will not let us read alerts: {fault.name()}")
    return Transient(f"Kafka does not answer: {fault.name()}")
