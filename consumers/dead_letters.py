"""What was refused, for people: listed, shown, and sent again once the cause is mended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from streams.codec import DEAD_LETTER, decode, encode
from streams.events.dead_letters import MessageRefused, MessageResent, Refusal, Resending
from streams.publisher import Outgoing, Publisher
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import DEAD_LETTERS, MAX_DEAD_LETTER_BYTES


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
    for message in read_topic(settings, DEAD_LETTERS):
        event = decode(DEAD_LETTER, message.value(), MAX_DEAD_LETTER_BYTES)
        if isinstance(event, MessageRefused):
            refused[event.id] = event.data
        else:
            resent.add(event.data.letter)
    return [Letter(letter, refusal, letter in resent) for letter, refusal in refused.items()]


def resend(settings: Settings, letters: list[Letter], now: datetime) -> int:
    """The original bytes go to their topic again, then each letter is marked as resent; how many. Those that have none
    are left: they were empty, or too large to be kept here.

    In this order a crash between the two sends a letter twice, which changes nothing, and loses none.
    """
    publisher = Publisher(settings)
    whole = [letter for letter in letters if letter.refusal.original]
    publisher.publish_blocking([_read_original(letter.refusal) for letter in whole])
    publisher.publish_blocking([_mark(letter, now) for letter in whole])
    return len(whole)


def _read_original(refusal: Refusal) -> Outgoing:
    return Outgoing(refusal.topic, refusal.key or b"", refusal.original or b"")


def _mark(letter: Letter, now: datetime) -> Outgoing:
    marked = MessageResent(
        id=uuid4().hex, source="uk.linnet.resend", time=now, area="unknown", data=Resending(letter=letter.id)
    )
    return Outgoing(DEAD_LETTERS.name, letter.refusal.topic.encode(), encode(marked))
