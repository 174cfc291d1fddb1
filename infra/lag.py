"""How far behind each step is: messages sent and not yet admitted, admitted and not yet in Redis."""

from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaException, TopicPartition
from redis import Redis

from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.store import TORN, Position
from streams.broker import Watermarks
from streams.errors import Transient
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS, OBSERVATIONS

INTAKE_GROUP = "linnet-intake"


@dataclass(frozen=True, slots=True)
class Lag:
    intake: int
    projector: int

    @property
    def total(self) -> int:
        return self.intake + self.projector


class LagGauge:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._group = Consumer(settings.kafka_client() | {"group.id": INTAKE_GROUP})
        self._watermarks = Watermarks(settings)
        self._redis = Redis.from_url(settings.redis_url)

    def read(self) -> Lag:
        """Cost: two calls to the broker for each partition. Raises :class:`Transient` when it does not answer."""
        return Lag(self._intake(), self._projector())

    def _intake(self) -> int:
        wanted = [TopicPartition(t.name, p) for t in AGENCY_TOPICS.values() for p in range(t.partitions)]
        try:
            # Not AdminClient.list_consumer_group_offsets: confluent-kafka 2.16.1 dies of a segmentation fault in
            # it while the cluster has no consumer group yet.
            committed = self._group.committed(wanted, timeout=30)
        except KafkaException as fault:
            raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
        return sum(self._behind(place.topic, place.partition, max(place.offset, 0)) for place in committed)

    def _behind(self, topic: str, partition: int, reached: int) -> int:
        low, high = self._watermarks.of(topic, partition)
        return high - max(reached, low)

    def _projector(self) -> int:
        # A partition is applied in order, so it is as far as the furthest of its areas.
        reached: dict[int, int] = {}
        for area in self._settings.partnership.areas:
            partition = partition_of(area, OBSERVATIONS.partitions)
            raw = self._redis.get(in_area(area, keys.POSITION))
            applied = Position.read(raw).offset + 1 if isinstance(raw, bytes) and raw != TORN else 0
            reached[partition] = max(reached.get(partition, 0), applied)
        return sum(self._behind(OBSERVATIONS.name, partition, offset) for partition, offset in reached.items())
