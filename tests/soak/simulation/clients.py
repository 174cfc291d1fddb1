"""Kafka's clients as Linnet calls them (``confluent_kafka``'s Producer and Consumer), on the broker in memory."""

from collections.abc import Callable
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from tests.soak.simulation.broker import Broker, Member, Place, Stored
from tests.soak.simulation.chance import Chance, Trouble
from tests.soak.simulation.loop import LIFE, Life, SimulatedLoop

_NOBODY = "nobody"


class Kafka:
    """The broker with the way to it: what a process's clients are made from. ``acknowledged`` counts what producers
    were told is safe."""

    def __init__(self, loop: SimulatedLoop, broker: Broker, chance: Chance) -> None:
        self.loop, self.broker, self.chance = loop, broker, chance

    def producer(self, conf: dict[str, Any]) -> "SimulatedProducer":
        return SimulatedProducer(self, conf)

    def consumer(self, conf: dict[str, Any]) -> "SimulatedConsumer":
        return SimulatedConsumer(self, conf)

    def wait_for_broker(self, patience: float) -> bool:
        """Of a blocking call: until the broker is there; False when that is longer than ``patience``."""
        left = self.broker.down_until - self.loop.now
        self.loop.spend(min(max(left, 0.0), patience))
        return left < patience


def _life() -> Life:
    return LIFE.get() or Life(_NOBODY)


class Message:
    __slots__ = ("_stored",)

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def topic(self) -> str:
        return self._stored.topic

    def partition(self) -> int:
        return self._stored.partition

    def offset(self) -> int:
        return self._stored.offset

    def key(self) -> bytes:
        return self._stored.key

    def value(self) -> bytes:
        return self._stored.value

    def timestamp(self) -> tuple[int, int]:
        return 2, self._stored.timestamp

    def headers(self) -> None:
        return None

    def error(self) -> None:
        return None


class SimulatedProducer:
    """Idempotent or not, as ``conf`` says: without, what is sent again inside the client is there twice."""

    def __init__(self, kafka: Kafka, conf: dict[str, Any]) -> None:
        self._kafka, self._life = kafka, _life()
        self._idempotent = bool(conf.get("enable.idempotence"))
        self._acks_all = conf.get("acks") == "all"
        self._queue: list[tuple[str, bytes, bytes, Callable[[KafkaError | None, Any], None]]] = []

    def produce(self, topic: str, key: bytes, value: bytes, on_delivery: Any, **_stamped: int) -> None:
        """Nobody here reads the stamps that senders choose."""
        self._life.check()
        self._queue.append((topic, key, value, on_delivery))

    def poll(self, _seconds: float) -> int:
        return 0

    def flush(self, seconds: float) -> int:
        """In order per partition: of what is not acknowledged, a first part may be there nevertheless, or come yet."""
        self._life.check()
        queue, self._queue = self._queue, []
        if not queue:
            return 0
        kafka, chance = self._kafka, self._kafka.chance
        what = f"{self._life.name} produces {len(queue)} to {'+'.join(sorted({topic for topic, *_ in queue}))}"
        chance.note(what)
        trouble = chance.trouble("kafka", what)
        if not kafka.wait_for_broker(seconds):
            return self._fail(queue, 0.0)
        if kafka.broker.down_until > kafka.loop.now:
            # It is back within the client's patience: then it takes all.
            kafka.loop.call_at(kafka.broker.down_until, self._write_at_last, queue)
            return self._succeed(queue)
        match trouble:
            case Trouble.NONE:
                self._write(queue, len(queue), self._acks_all or not chance.stormy)
                return self._succeed(queue)
            case Trouble.LOST:
                return self._fail(queue, seconds)
            case Trouble.ANSWER_LOST:
                self._write(queue, chance.random.randint(1, len(queue)), False)
                return self._fail(queue, chance.random.uniform(1.0, seconds))
            case Trouble.ANSWER_LATE:
                self._write(queue, len(queue), True)
                if not self._idempotent:
                    self._write(queue, len(queue), True)
                kafka.loop.spend(chance.random.uniform(1.0, seconds - 1.0))
                return self._succeed(queue)
            case Trouble.SENT_LATE:
                kafka.loop.call_later(chance.random.uniform(0.1, 10.0), self._write, queue, len(queue), True)
                return self._fail(queue, chance.random.uniform(1.0, seconds))

    def _write(self, queue: list[Any], count: int, acknowledged: bool) -> None:
        broker = self._kafka.broker
        if not broker.is_up:
            return
        for place in dict.fromkeys([broker.append(topic, key, value) for topic, key, value, _ in queue[:count]]):
            if acknowledged:
                broker.acknowledge(place)
        if not acknowledged:
            self._kafka.loop.call_later(self._kafka.chance.random.uniform(0.1, 20.0), self._settle, queue)

    def _write_at_last(self, queue: list[Any]) -> None:
        if self._kafka.broker.is_up:
            self._write(queue, len(queue), True)
        else:  # killed once more, and the client is as patient as before
            self._kafka.loop.call_at(self._kafka.broker.down_until, self._write_at_last, queue)

    def _settle(self, queue: list[Any]) -> None:
        """What was written and never acknowledged is replicated after all, if it is there yet."""
        for topic, key, *_ in queue:
            self._kafka.broker.acknowledge(self._kafka.broker.place(topic, key))

    def _succeed(self, queue: list[Any]) -> int:
        for *_, told in queue:
            told(None, None)
        return 0

    def _fail(self, queue: list[Any], seconds: float) -> int:
        self._kafka.loop.spend(seconds)
        for *_, told in queue:
            told(KafkaError(KafkaError._MSG_TIMED_OUT), None)
        return 0


class SimulatedConsumer:
    """Assigned by hand, or subscribed as a member of its group."""

    def __init__(self, kafka: Kafka, conf: dict[str, Any]) -> None:
        self._kafka, self._life, self._conf = kafka, _life(), conf
        self._positions: dict[Place, int] = {}
        self._paused = False
        self._member: Member | None = None
        self._on_assign: Any = None
        self._on_revoke: Any = None

    def _reach(self) -> None:
        self._life.check()
        if not self._kafka.wait_for_broker(10.0) or self._kafka.broker.down_until > self._kafka.loop.now:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))

    def get_watermark_offsets(self, place: TopicPartition, **_: float) -> tuple[int, int]:
        self._reach()
        return 0, self._kafka.broker.partitions[place.topic, place.partition].high

    def offsets_for_times(self, asked: list[TopicPartition], **_: float) -> list[TopicPartition]:
        self._reach()
        return [TopicPartition(at.topic, at.partition, self._find_later(at)) for at in asked]

    def _find_later(self, at: TopicPartition) -> int:
        """As Kafka says that there is none: -1."""
        held = self._kafka.broker.partitions[at.topic, at.partition]
        return next((stored.offset for stored in held.log[: held.high] if stored.timestamp >= at.offset), -1)

    def committed(self, places: list[TopicPartition], *_: float, **__: float) -> list[TopicPartition]:
        self._reach()
        held = self._group().committed
        found = []
        for place in places:
            offset, text = held.get((place.topic, place.partition), (-1001, ""))
            found.append(TopicPartition(place.topic, place.partition, offset, metadata=text))
        return found

    def commit(self, offsets: list[TopicPartition], **_: bool) -> None:
        self._reach()
        said = {(each.topic, each.partition): (each.offset, each.metadata or "") for each in offsets}
        trouble = self._kafka.chance.trouble("kafka", f"{self._life.name} commits")
        kept = trouble is Trouble.LOST or self._group().commit(self._member, said)
        if not kept:
            raise KafkaException(KafkaError(KafkaError.ILLEGAL_GENERATION))
        if trouble is not Trouble.NONE:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))

    def _group(self) -> Any:
        name = self._conf["group.id"]
        return self._kafka.broker.group(name, ["alerts"] if name.startswith("linnet-delivery") else [])

    def assign(self, places: list[TopicPartition]) -> None:
        self._life.check()
        self._positions = {(each.topic, each.partition): max(each.offset, 0) for each in places}

    def assignment(self) -> list[TopicPartition]:
        return [TopicPartition(*place) for place in self._positions]

    def subscribe(self, _topics: list[str], on_assign: Any, on_revoke: Any, **_: Any) -> None:
        self._on_assign, self._on_revoke = on_assign, on_revoke
        self._member = Member(self._group(), self._life)
        self._group().join(self._member)

    def seek(self, place: TopicPartition) -> None:
        self._life.check()
        self._positions[place.topic, place.partition] = place.offset

    def pause(self, _places: Any) -> None:
        self._paused = True

    def resume(self, _places: Any) -> None:
        self._paused = False

    def poll(self, seconds: float) -> Message | None:
        self._life.check()
        if self._member is not None and not self._member.is_current:
            self._rebalance()
        found = self._fetch(1)
        if not found:
            self._kafka.loop.spend(seconds)
        return found[0] if found else None

    def _rebalance(self) -> None:
        assert self._member is not None
        group = self._group()
        if self._member not in group.members:
            raise KafkaException(KafkaError(KafkaError._FENCED, fatal=True))
        lost = [TopicPartition(*place) for place in self._positions]
        if lost:
            self._positions = {}
            self._on_revoke(self, lost)
        group.follow(self._member)
        self._on_assign(self, [TopicPartition(*place) for place in sorted(self._member.owned)])

    def consume(self, most: int, **_: float) -> list[Message]:
        self._life.check()
        return self._fetch(most)

    def _fetch(self, most: int) -> list[Message]:
        if self._paused or not self._kafka.broker.is_up:
            return []
        found: list[Message] = []
        for place, start in self._positions.items():
            stored = self._kafka.broker.read(place, start, most - len(found))
            self._positions[place] = start + len(stored)
            found += map(Message, stored)
        return found

    def close(self) -> None:
        """An orderly end; a killed process leaves its group when its session runs out."""
        if self._life.alive and self._member is not None:
            self._group().leave(self._member)
