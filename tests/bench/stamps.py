"""When events got into the log, by the broker's own stamp: sender and broker read one clock here."""

from collections.abc import Iterator

import orjson
from confluent_kafka import Message

from streams.broker import Watermarks
from streams.partitions import partition_of
from streams.reading import read_stretch
from streams.sealing.envelope import unseal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import OBSERVATIONS

_TICK = "tick-1"


def find_end(settings: Settings, area: str) -> int:
    """The offset that the next event of this area will have at the earliest."""
    watermarks = Watermarks(settings)
    try:
        return watermarks.of(OBSERVATIONS.name, partition_of(area, OBSERVATIONS.partitions))[1]
    finally:
        watermarks.close()


def read_stamps(settings: Settings, area: str, start: int = 0) -> dict[str, float]:
    """Event id to Unix seconds, for the area's events from offset ``start`` on; the clock's ticks are left out."""
    keys = Keys(settings)
    found = (
        (message.timestamp()[1], orjson.loads(unseal(message.value() or b"", keys.find)))
        for message in _read(settings, area, start)
    )
    return {event["id"]: at / 1000 for at, event in found if event["area"] == area and event["type"] != _TICK}


def _read(settings: Settings, area: str, start: int) -> Iterator[Message]:
    partition = partition_of(area, OBSERVATIONS.partitions)
    return read_stretch(settings, OBSERVATIONS.name, partition, start, find_end(settings, area))
