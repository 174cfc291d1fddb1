"""The log on Kafka as it was before it was sealed."""

from collections.abc import Iterator
from typing import Any

import orjson
from confluent_kafka import Message

from streams.codec import OBSERVATION, decode
from streams.events.clock import Tick
from streams.reading import read_topic
from streams.sealing.envelope import unseal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import OBSERVATIONS


def read_events(settings: Settings, area: str) -> list[Any]:
    """Of one area, without ticks. Others may hold what has gone since, which is no event any more."""
    raws = [event for _, event in read_log(settings) if orjson.loads(event)["area"] == area]
    return [event for raw in raws if not isinstance(event := decode(OBSERVATION, raw), Tick)]


def read_log(settings: Settings) -> Iterator[tuple[Message, bytes]]:
    """Partition by partition, in order: each message, and the event in it."""
    keys = Keys(settings)
    keys.read_on()
    for message in read_topic(settings, OBSERVATIONS):
        yield message, unseal(message.value() or b"", keys.find)
