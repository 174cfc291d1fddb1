"""Messages of the topic ``alerts``, and the letters that they are."""

from dataclasses import dataclass
from datetime import UTC, datetime

from confluent_kafka import Message

from consumers.delivery.letters import Letter
from streams.codec import ALERT, decode
from streams.spans import read_trace


@dataclass(frozen=True, slots=True)
class Arrival:
    partition: int
    offset: int
    told: datetime
    raw: bytes
    trace: str = ""


def note_arrival(message: Message) -> Arrival:
    told = datetime.fromtimestamp(message.timestamp()[1] / 1000, UTC)
    return Arrival(message.partition(), message.offset(), told, message.value() or b"", read_trace(message.headers()))


def read_moment(told: datetime) -> int:
    """As Kafka has it: Unix milliseconds."""
    return round(told.timestamp() * 1000)


def read_letter(arrival: Arrival) -> Letter:
    """Raises :class:`Invalid` for what is no alert."""
    event = decode(ALERT, arrival.raw)
    return Letter(arrival.partition, arrival.offset, arrival.told, arrival.raw, event, arrival.trace)
