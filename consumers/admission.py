"""Whether a message may enter the log: a pure function of its bytes, where it stood, and the partnership."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from streams.codec import SENT, decode, encode
from streams.codes.agencies import Agency
from streams.errors import Invalid
from streams.events.agency import OwnEvent, agency_of
from streams.events.corrections import RecordRectified
from streams.events.dead_letters import MessageRefused, Refusal
from streams.events.observation import SentEvent
from streams.partnership import Partnership
from streams.publisher import Outgoing
from streams.topics import DEAD_LETTERS, OBSERVATIONS

# Agencies' clocks run minutes ahead; a day ahead is a wrong year or a swapped day and month.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Received:
    """A message as Kafka has it. ``timestamp`` is Kafka's, Unix milliseconds."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Admitted:
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Refused:
    outgoing: Outgoing
    code: str


def admit(received: Received, partnership: Partnership) -> Admitted | Refused:
    """Standardised for the log, or refused with the original bytes, its position and a reason. Never neither."""
    try:
        event: SentEvent = decode(SENT, received.value)
        _check_sender(event, Agency(received.topic), partnership)
        _check_moment(event, datetime.fromtimestamp(received.timestamp / 1000, UTC))
    except Invalid as fault:
        return Refused(_write_letter(received, fault), fault.code)
    return Admitted(Outgoing(OBSERVATIONS.name, event.area.encode(), encode(event)))


def _check_sender(event: SentEvent, topic: Agency, partnership: Partnership) -> None:
    area = partnership.areas.get(event.area)
    if area is None:
        raise Invalid("area-unknown", f"area must be one of {', '.join(partnership.areas)}", "area")
    speaks_for = area.sources.get(event.source)
    if speaks_for is None:
        raise Invalid("source-unknown", "source is not registered for this area in the partnership file", "source")
    if speaks_for is not topic:
        raise Invalid("source-of-another", f"source speaks for {speaks_for.value}, not for {topic.value}", "source")
    for said in _own_events(event):
        if agency_of(said.type) is not topic:
            raise Invalid("type-of-another", f"{said.type} is not an event of {topic.value}", "type")


def _own_events(event: SentEvent) -> list[OwnEvent]:
    if isinstance(event, OwnEvent):
        return [event]
    return [event.data.replacement] if isinstance(event, RecordRectified) else []


def _check_moment(event: SentEvent, received: datetime) -> None:
    for recorded in [event.data.recorded_at, *(said.data.recorded_at for said in _own_events(event))]:
        if recorded > received + _AHEAD:
            raise Invalid("recorded-ahead", "recorded_at is more than a day after the message came in", "recorded_at")


def _write_letter(received: Received, fault: Invalid) -> Outgoing:
    letter = MessageRefused(
        id=f"{received.topic}-{received.partition}-{received.offset}",
        source="uk.linnet.intake",
        time=datetime.fromtimestamp(received.timestamp / 1000, UTC),
        area="unknown",
        data=Refusal.model_construct(
            topic=received.topic,
            partition=received.partition,
            offset=received.offset,
            received_at=datetime.fromtimestamp(received.timestamp / 1000, UTC),
            code=fault.code,
            field=fault.field[:200],
            reason=fault.reason[:2000],
            key=received.key,
            original=received.value,
        ),
    )
    return Outgoing(DEAD_LETTERS.name, received.topic.encode(), encode(letter))
