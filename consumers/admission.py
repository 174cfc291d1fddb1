"""Whether a message may enter the log: a pure function of its bytes, where it stood, and the partnership.

What is received over HTTPS is read and checked by the same functions, so that a sender is told at once, in the same
words, what intake would otherwise write to dead letters.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from streams.broker import Place
from streams.codec import MAX_DECISION_BYTES, MAX_EVENT_BYTES, decode, encode, refuse_repeats
from streams.errors import Invalid
from streams.events.agency import agency_of
from streams.events.corrections import RIGHTS_SOURCE, RecordRectified, is_held_name
from streams.events.dead_letters import MessageRefused, Refusal
from streams.events.decisions import REVIEW_SOURCE
from streams.events.gazetteer import GAZETTEER_SOURCE
from streams.events.observation import CorrectionEvent, IntakeEvent, SharedEvent
from streams.partnership import Partnership
from streams.publisher import Outgoing
from streams.topics import (
    AGENCY_TOPICS,
    DEAD_LETTERS,
    DECISIONS,
    GAZETTEER,
    INTAKE_TOPICS,
    MAX_DEAD_LETTER_BYTES,
    OBSERVATIONS,
)

# Agencies' clocks run minutes ahead; a day ahead is a wrong year or a swapped day and month.
_AHEAD = timedelta(days=1)
_EARLIEST_YEAR = 1900
# The last moment of Kafka's, in Unix milliseconds, to which a day can be added: 30 December 9999.
_LATEST = 253_402_128_000_000
# With room for what Kafka adds to it.
_MAX_LETTER_BYTES = MAX_DEAD_LETTER_BYTES - 1_024
_CONTRACTS = {topic.name: topic.contract for topic in INTAKE_TOPICS}
_AGENCIES = {topic.name: agency for agency, topic in AGENCY_TOPICS.items()}
_OWN_TOPICS = frozenset((DECISIONS.name, GAZETTEER.name))


@dataclass(frozen=True, slots=True)
class Received:
    """A message as Kafka has it. ``timestamp`` is Kafka's, Unix milliseconds; ``trace`` the ``traceparent`` it carries,
    empty for none."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    trace: str = ""

    @property
    def place(self) -> Place:
        return self.topic, self.partition


@dataclass(frozen=True, slots=True)
class Admitted:
    """``outgoing`` is ``event`` for the log, not sealed yet."""

    event: IntakeEvent
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Refused:
    outgoing: Outgoing
    code: str


def admit(received: Received, partnership: Partnership) -> Admitted | Refused:
    """Standardised for the log, or refused with the original bytes, its position and a reason. Never neither."""
    try:
        event = read_event(received.value, received.topic)
        check_event(event, received.topic, came_in(received), partnership)
    except Invalid as fault:
        return Refused(_write_letter(received, fault), fault.code)
    return Admitted(event, Outgoing(OBSERVATIONS.name, event.area.encode(), encode(event)))


def read_event(raw: bytes | None, topic: str) -> IntakeEvent:
    """Raises :class:`Invalid`."""
    event: IntakeEvent = decode(_CONTRACTS[topic], raw, _limit(topic))
    refuse_repeats(raw or b"")
    return event


def check_event(event: IntakeEvent, topic: str, came_in: datetime, partnership: Partnership) -> None:
    """Raises :class:`Invalid` for what may not be on this topic, and for moments that cannot be."""
    _check_sender(event, topic, partnership)
    _check_target(event)
    for place, said in read_statements(event):
        _check_statement(place, said, topic, came_in)


def _limit(topic: str) -> int:
    # A model's whole state is in the event that restores it.
    return MAX_DECISION_BYTES if topic == DECISIONS.name else MAX_EVENT_BYTES


def _check_sender(event: IntakeEvent, topic: str, partnership: Partnership) -> None:
    area = partnership.areas.get(event.area)
    if area is None:
        raise Invalid("area-unknown", f"area must be one of {', '.join(partnership.areas)}", "area")
    if topic in _OWN_TOPICS:
        own = _find_own_source(event, topic)
        if event.source != own:
            raise Invalid("source-unknown", f"source must be {own}: nobody else sends these", "source")
        return
    speaks_for = area.sources.get(event.source)
    if speaks_for is None:
        raise Invalid("source-unknown", "source is not registered for this area in the partnership file", "source")
    if speaks_for is not _AGENCIES[topic]:
        raise Invalid("source-of-another", f"source speaks for {speaks_for.value}, not for {topic}", "source")


def _find_own_source(event: IntakeEvent, topic: str) -> str:
    if topic == GAZETTEER.name:
        return GAZETTEER_SOURCE
    return RIGHTS_SOURCE if isinstance(event, CorrectionEvent) else REVIEW_SOURCE


def _check_target(event: IntakeEvent) -> None:
    """Who corrects whatever is held names it by its key; see :func:`streams.events.corrections.name_held`."""
    if event.source != RIGHTS_SOURCE or not isinstance(event, CorrectionEvent):
        return
    rectified = isinstance(event, RecordRectified)
    target = event.data.replacement.id if isinstance(event, RecordRectified) else event.data.target
    if not is_held_name(target):
        field = "data.replacement.id" if rectified else "data.target"
        raise Invalid("target-form", f"{field} must be the key of what is held, in 24 hexadecimal digits", field)


def read_statements(event: IntakeEvent) -> list[tuple[str, IntakeEvent]]:
    """The event, and the one it brings as a replacement, each with where its fields stand in the message."""
    replaced = [("data.replacement.", event.data.replacement)] if isinstance(event, RecordRectified) else []
    return [("", event), *replaced]


def _check_statement(place: str, said: IntakeEvent, topic: str, received: datetime) -> None:
    # The models have a default for it, so that code need not repeat it; CloudEvents wants it on the wire.
    if "specversion" not in said.model_fields_set:
        raise Invalid("field-missing", f"{place}specversion: is required", f"{place}specversion")
    sent_by_agency = topic in _AGENCIES and not isinstance(said, SharedEvent)
    if sent_by_agency and agency_of(said.type) is not _AGENCIES[topic]:
        raise Invalid("type-of-another", f"{place}type: {said.type} is not an event of {topic}", f"{place}type")
    _check_moment(f"{place}time", said.time, received)
    _check_moment(f"{place}data.recorded_at", said.data.recorded_at, received)


def _check_moment(field: str, moment: datetime, received: datetime) -> None:
    if moment > received + _AHEAD:
        raise Invalid("moment-ahead", f"{field} is more than a day after the message came in", field)
    if moment.year < _EARLIEST_YEAR:
        raise Invalid("moment-early", f"{field} is before {_EARLIEST_YEAR}", field)


def came_in(received: Received) -> datetime:
    # A topic may take its senders' own timestamps, and those may be anything.
    return datetime.fromtimestamp(min(max(received.timestamp, 0), _LATEST) / 1000, UTC)


def _write_letter(received: Received, fault: Invalid) -> Outgoing:
    letter = encode(_describe_refusal(received, fault))
    if len(letter) > _MAX_LETTER_BYTES:
        # Brokers weigh what is packed: what they took may be many times as large, and intake has to get past it.
        told = Invalid(fault.code, f"{fault.reason}; its bytes are not here, and on its topic for 30 days", fault.field)
        letter = encode(_describe_refusal(replace(received, key=None, value=None), told))
    return Outgoing(DEAD_LETTERS.name, received.topic.encode(), letter)


def _describe_refusal(received: Received, fault: Invalid) -> MessageRefused:
    return MessageRefused(
        id=f"{received.topic}-{received.partition}-{received.offset}",
        source="uk.linnet.intake",
        time=came_in(received),
        area="unknown",
        data=Refusal.model_construct(
            topic=received.topic,
            partition=received.partition,
            offset=received.offset,
            received_at=came_in(received),
            code=fault.code,
            field=fault.field[:200],
            reason=fault.reason[:2000],
            key=received.key,
            original=received.value,
        ),
    )
