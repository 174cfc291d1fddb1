"""The log on Kafka as it was before it was sealed."""

from collections.abc import Iterator

from confluent_kafka import Message

from streams.reading import read_topic
from streams.sealing.envelope import unseal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import OBSERVATIONS


def read_log(settings: Settings) -> Iterator[tuple[Message, bytes]]:
    """Partition by partition, in order: each message, and the event in it."""
    keys = Keys(settings)
    keys.read_on()
    for message in read_topic(settings, OBSERVATIONS):
        yield message, unseal(message.value() or b"", keys.find)
