"""The topics on the cluster, made from the topic table and held to it.

A Faust worker that starts before a topic exists subscribes to nothing and looks healthy (docs/userguide/asgi),
and a topic with another number of partitions would move areas. So no process starts before this has passed.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, ClusterMetadata, ConfigResource, NewTopic, ResourceType

from streams.errors import Broken, Transient
from streams.settings import Settings
from streams.topics import INTAKE_TOPICS, TOPICS, Topic

T = TypeVar("T")
# A topic and one of its partitions.
Place = tuple[str, int]

# As Faust names the group of intake.
INTAKE_GROUP = "linnet-intake"
_SECONDS = 30
# Seen: a tenth of a second; after both of two brokers were away, some.
_COMING_BACK_SECONDS = 5.0


def create_topics(settings: Settings) -> list[str]:
    """The names of those that were missing and now exist. Raises :class:`Broken` where there are several brokers and
    nobody has said on how many of them a topic is: with one copy the log is lost with a disk."""
    admin = AdminClient(settings.kafka_client())
    cluster = _ask(admin)
    missing, count = [topic for topic in TOPICS if topic.name not in cluster.topics], len(cluster.brokers)
    if missing and "kafka_replication" not in settings.model_fields_set and count > 1:
        raise Broken(f"Kafka has {count} brokers: set LINNET_KAFKA_REPLICATION to the copies there should be, 3 of 3")
    wanted = [
        NewTopic(
            t.name, num_partitions=t.partitions, replication_factor=settings.kafka_replication, config=t.settings()
        )
        for t in missing
    ]
    for name, done in (admin.create_topics(wanted) if wanted else {}).items():
        try:
            done.result(_SECONDS)
        except KafkaException as fault:
            raise Broken(f"cannot create topic {name}: {fault.args[0].str()}") from fault
    return [topic.name for topic in missing]


def check_topics(settings: Settings) -> None:
    """Raises :class:`Broken` naming every topic that is missing or differs from the table, and how; :class:`Transient`
    where Kafka does not answer. Cost: some seconds where a topic is missing, for a broker that has just come back does
    not know of it yet."""
    admin = AdminClient(settings.kafka_client())
    partitions = _list_all(admin)
    faults = [f"{t.name} is missing (run: linnet topics create)" for t in TOPICS if not partitions.get(t.name)]
    faults += [
        f"{t.name} has {partitions[t.name]} partitions, not {t.partitions}"
        for t in TOPICS
        if (partitions.get(t.name) or t.partitions) != t.partitions
    ]
    faults += _config_faults(admin, [t for t in TOPICS if partitions.get(t.name)])
    if faults:
        raise Broken(
            "topics differ from the topic table (alter them to match, or, with embedded servers, use another "
            "LINNET_DATA_DIR): " + "; ".join(faults)
        )


def _list_all(admin: AdminClient) -> dict[str, int]:
    """Once all topics of the table are there, or for good."""
    end = time.monotonic() + _COMING_BACK_SECONDS
    while True:
        partitions = _list(admin)
        if all(partitions.get(topic.name) for topic in TOPICS) or time.monotonic() > end:
            return partitions
        time.sleep(0.2)


def _list(admin: AdminClient) -> dict[str, int]:
    return {name: len(topic.partitions) for name, topic in _ask(admin).topics.items()}


def _ask(admin: AdminClient) -> ClusterMetadata:
    try:
        return admin.list_topics(timeout=_SECONDS)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault


def _config_faults(admin: AdminClient, topics: list[Topic]) -> list[str]:
    resources = {ConfigResource(ResourceType.TOPIC, topic.name): topic for topic in topics}
    if not resources:
        return []
    faults = []
    for resource, answer in admin.describe_configs(list(resources)).items():
        try:
            found = answer.result(_SECONDS)
        except KafkaException as fault:
            raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
        topic = resources[resource]
        faults += [
            f"{topic.name} has {name}={found[name].value}, not {value}"
            for name, value in topic.settings().items()
            if found[name].value != value
        ]
    return faults


class Watermarks:
    """First and next offsets of partitions, asked of the broker itself. Thread-safe; joins no group.

    A client that has failed is not asked again: while brokers came back, one of librdkafka 2.16 learned that a topic
    has no such partitions, and said so for good (seen: ``python -m tests.soak brokers``; of producers:
    confluentinc/librdkafka#3009).
    """

    def __init__(self, settings: Settings, seconds: float = _SECONDS) -> None:
        """``seconds`` in which the broker has to answer."""
        self._seconds = seconds
        own = {"group.id": "linnet-watermarks", "enable.auto.commit": False}
        self._open = partial(Consumer, settings.kafka_client() | own)
        self._consumer = self._open()

    def of(self, topic: str, partition: int) -> tuple[int, int]:
        place = TopicPartition(topic, partition)
        low, high = self._ask(lambda consumer: consumer.get_watermark_offsets(place, timeout=self._seconds))
        return low, high

    def find_later(self, topic: str, partition: int, moment: int) -> int:
        """The first offset whose message has this time or a later one, Unix milliseconds; the next where none has."""
        place = TopicPartition(topic, partition, moment)
        (found,) = self._ask(lambda consumer: consumer.offsets_for_times([place], timeout=self._seconds))
        if found.error:
            raise Transient(f"Kafka does not answer: {found.error.name()}")
        return found.offset if found.offset >= 0 else self.of(topic, partition)[1]

    def moment_of(self, topic: str, partition: int, offset: int) -> int:
        """The time of the message at ``offset``, which must be there; Unix milliseconds. Cost: a client of its own,
        some 10 ms."""
        reading = self._open()
        try:
            reading.assign([TopicPartition(topic, partition, offset)])
            (message,) = reading.consume(1, timeout=self._seconds) or [None]
        except KafkaException as fault:
            raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
        finally:
            reading.close()
        trouble = message.error() if message is not None else None
        if message is None or trouble is not None or message.offset() != offset:
            why = trouble.name() if trouble is not None else "it did not come"
            raise Transient(f"{topic} partition {partition} cannot be read at offset {offset}: {why}")
        return int(message.timestamp()[1])

    def _ask(self, question: Callable[[Consumer], T]) -> T:
        asked = self._consumer
        try:
            return question(asked)
        except KafkaException as fault:
            # Not closed here, for another thread may be asking it: it ends with the last of them.
            if asked is self._consumer:
                self._consumer = self._open()
            raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault

    def close(self) -> None:
        self._consumer.close()


def read_committed(settings: Settings, group: str, places: list[Place]) -> dict[Place, int]:
    """The next offset that the group will read of each partition; of those it never committed, the first there is.

    Not by ``AdminClient.list_consumer_group_offsets``: confluent-kafka 2.16.1 dies of a segmentation fault in it
    while the cluster has no consumer group yet.
    """
    consumer = Consumer(settings.kafka_client() | {"group.id": group})
    try:
        found = consumer.committed([TopicPartition(*place) for place in places], timeout=_SECONDS)
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    finally:
        consumer.close()
    watermarks = Watermarks(settings)
    try:
        return {(at.topic, at.partition): max(at.offset, watermarks.of(at.topic, at.partition)[0]) for at in found}
    finally:
        watermarks.close()


def read_admitted(settings: Settings) -> dict[Place, int]:
    """The next offset that intake will read, of each partition of what it reads."""
    places = [(topic.name, partition) for topic in INTAKE_TOPICS for partition in range(topic.partitions)]
    return read_committed(settings, INTAKE_GROUP, places)
