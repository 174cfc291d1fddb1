"""The log that everybody is given: a simulated year as intake lets it in, under the rules that ship, a tick a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson
from confluent_kafka.admin import AdminClient

from consumers.admission import Admitted, Received, admit, came_in
from consumers.clock import write_tick
from infra.alerting.adopting import Adopter
from infra.alerting.rules_file import SHIPPED, read_rules
from streams.broker import create_topics
from streams.codec import encode
from streams.errors import Broken
from streams.events.parts import ContactPerson
from streams.publisher import Outgoing, Publisher
from streams.sealing.envelope import seal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import DECISIONS, OBSERVATIONS
from tests.bench.feeds import UNTIL, Message, simulate_messages
from tests.integration.roles import await_true

_CHUNK = 5_000
_PATIENCE_SECONDS = 60.0
# Before all that is simulated.
_ADOPTED = UNTIL - timedelta(weeks=53)
_CAME_IN = int(UNTIL.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Recorded:
    """``total``: messages of ``log``. ``later``: what comes after it, without ticks: a simulated day passes in a second
    there, and nobody has to wait for a day's work each second. ``sent`` and ``sent_later``: both as the agencies sent
    them."""

    total: int
    log: list[Outgoing]
    later: list[Outgoing]
    sent: list[Message]
    sent_later: list[Message]


@dataclass(frozen=True, slots=True)
class _Intake:
    """Without ``keys`` nothing is sealed."""

    settings: Settings
    keys: Keys | None = None

    def admit(self, message: Message) -> Outgoing:
        received = Received(message.topic, 0, 0, _CAME_IN, message.key, message.value)
        verdict = admit(received, self.settings.partnership)
        if not isinstance(verdict, Admitted):
            raise Broken(f"a simulated event was refused ({verdict.code})")
        topic, key, raw, trace, _ = verdict.outgoing
        value = seal(verdict.event, raw, came_in(received), self.keys) if self.keys else raw
        return Outgoing(topic, key, value, trace)


def record(settings: Settings, events: int, later: int, seed: int, ticks: bool) -> Recorded:
    """The rules, then so many ``events``, and ``ticks`` between them, one a day."""
    messages = simulate_messages(events + later, seed)
    intake = _Intake(settings, Keys(settings))
    log = [*_adopt(intake), *_follow(intake, messages[:events], ticks)]
    after = [intake.admit(message) for message in messages[events:]]
    return Recorded(len(log), log, after, messages[:events], messages[events:])


def record_open(settings: Settings, events: int, seed: int) -> list[Outgoing]:
    """The log of :func:`record`, not sealed, for whoever has no Kafka with the keys."""
    intake = _Intake(settings)
    return [*_adopt(intake), *_follow(intake, simulate_messages(events, seed), ticks=True)]


def record_onto(settings: Settings, events: int, later: int, seed: int, ticks: bool) -> Recorded:
    """As :func:`record`, but that the log is on Kafka, and no longer here."""
    recorded = record(settings, events, later, seed, ticks)
    lay_log(settings, recorded.log)
    return replace(recorded, log=[])


def lay_log(settings: Settings, log: list[Outgoing]) -> None:
    """The topic anew, and nothing in it but this: each area's offsets begin at 0."""
    admin = AdminClient(settings.kafka_client())
    admin.delete_topics([OBSERVATIONS.name])[OBSERVATIONS.name].result(_PATIENCE_SECONDS)
    await_true(lambda: OBSERVATIONS.name not in admin.list_topics(timeout=_PATIENCE_SECONDS).topics, _PATIENCE_SECONDS)
    create_topics(settings)
    publisher = Publisher(settings)
    for start in range(0, len(log), _CHUNK):
        publisher.publish_blocking(log[start : start + _CHUNK])


def _adopt(intake: _Intake) -> Iterator[Outgoing]:
    areas = intake.settings.partnership.areas
    rules = read_rules(SHIPPED, areas)
    for area in areas:
        adopter = Adopter(ContactPerson(name="Jo Bell", role="Manager", team="Hub"), _ADOPTED, lambda: "rules")
        yield intake.admit(Message(DECISIONS.name, area.encode(), encode(adopter.write(area, rules))))


def _follow(intake: _Intake, messages: list[Message], ticks: bool) -> Iterator[Outgoing]:
    today = ""
    for message in messages:
        day = str(orjson.loads(message.value)["time"])[:10]
        if ticks and day > today:
            today = day
            at = datetime.fromisoformat(f"{day}T00:00:00Z")
            yield from (write_tick(area, at) for area in intake.settings.partnership.areas)
        yield intake.admit(message)
