"""What was refused, for people: listed, shown, and sent again once the cause is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from confluent_kafka import Consumer, TopicPartition

from streams.broker import Watermarks
from streams.codec import DEAD_LETTER, decode, encode
from streams.errors import Broken
from streams.events.dead_letters import MessageRefused, MessageResent, Refusal, Resending
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import DEAD_LETTERS, MAX_DEAD_LETTER_BYTES

_FETCH = 500
_QUIET_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Letter:
    id: str
    refusal: Refusal
    resent: bool


def read_letters(settings: Settings) -> list[Letter]:
    """All that retention still holds, oldest first; a letter refused twice by a redelivery is one letter.

    Cost: reads the whole topic.
    """
    refused: dict[str, Refusal] = {}
    resent: set[str] = set()
    for raw in _read_topic(settings):
        event = decode(DEAD_LETTER, raw, MAX_DEAD_LETTER_BYTES)
        if isinstance(event, MessageRefused):
            refused[event.id] = event.data
        else:
            resent.add(event.data.letter)
    return [Letter(letter, refusal, letter in resent) for letter, refusal in refused.items()]


def resend(settings: Settings, letters: list[Letter], now: datetime) -> int:
    """The original bytes go to their topic again, then each letter is marked as resent.

    In this order a crash between the two sends a letter twice, which changes nothing, and loses none.
    """
    publisher = Publisher(settings)
    originals = [
        Outgoing(letter.refusal.topic, letter.refusal.key or b"", letter.refusal.original or b"") for letter in letters
    ]
    publisher.publish_blocking(originals)
    publisher.publish_blocking([_mark(letter, now) for letter in letters])
    return len(letters)


def _mark(letter: Letter, now: datetime) -> Outgoing:
    marked = MessageResent(
        id=uuid4().hex, source="uk.linnet.resend", time=now, area="unknown", data=Resending(letter=letter.id)
    )
    return Outgoing(DEAD_LETTERS.name, letter.refusal.topic.encode(), encode(marked))


def _read_topic(settings: Settings) -> Iterator[bytes]:
    watermarks = Watermarks(settings)
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-dead-letters", "enable.auto.commit": False})
    for partition in range(DEAD_LETTERS.partitions):
        low, high = watermarks.of(DEAD_LETTERS.name, partition)
        consumer.assign([TopicPartition(DEAD_LETTERS.name, partition, low)])
        while low < high:
            found = consumer.consume(_FETCH, timeout=_QUIET_SECONDS)
            if not found or any(message.error() for message in found):
                raise Broken(f"dead letters cannot be read past offset {low}")
            yield from (message.value() or b"" for message in found if message.offset() < high)
            low = found[-1].offset() + 1
    consumer.close()
    watermarks.close()
