"""What was told on the topic ``alerts`` lately, read once."""

from collections.abc import Iterator
from datetime import datetime

from confluent_kafka import Consumer, KafkaException, TopicPartition

from consumers.delivery.letters import Letter
from consumers.delivery.reading import note_arrival, read_letter
from streams.broker import Watermarks
from streams.errors import Invalid, Transient
from streams.reading import read_stretch
from streams.settings import Settings
from streams.topics import ALERTS

_SECONDS = 30.0


def read_since(settings: Settings, start: datetime) -> Iterator[Letter]:
    """In order within each area; what cannot be read is left out, for it was parked where it was to be delivered."""
    watermarks = Watermarks(settings)
    try:
        for partition, offset in _find(settings, start).items():
            end = watermarks.of(ALERTS.name, partition)[1]
            for message in read_stretch(settings, ALERTS.name, partition, offset, end) if offset >= 0 else ():
                try:
                    yield read_letter(note_arrival(message))
                except Invalid:
                    continue
    finally:
        watermarks.close()


def _find(settings: Settings, start: datetime) -> dict[int, int]:
    """The first offset at or after ``start`` on each partition; negative where there is none."""
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-reading"})
    stamp = int(start.timestamp() * 1000)
    try:
        places = [TopicPartition(ALERTS.name, at, stamp) for at in range(ALERTS.partitions)]
        return {at.partition: at.offset for at in consumer.offsets_for_times(places, timeout=_SECONDS)}
    except KafkaException as fault:
        raise Transient(f"Kafka does not answer: {fault.args[0].name()}") from fault
    finally:
        consumer.close()
