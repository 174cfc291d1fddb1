"""One change of an alert as the topic ``alerts`` has it, and who wants to see it."""

from collections.abc import Callable, Set
from dataclasses import dataclass

import orjson
from confluent_kafka import Message

from scoring.state.keys import Subject
from streams.codes.alerts import AlertSubject, Receiver, Severity


@dataclass(frozen=True, slots=True)
class Told:
    """``text`` is the event as it is on Kafka: checked when it was written, so it is not read by its contract again."""

    partition: int
    offset: int
    area: str
    severity: str
    receivers: frozenset[str]
    subject: Subject
    entity: str
    teams: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty is no condition. ``may_see``: whether whoever looks on may."""

    area: str
    severities: Set[Severity] = frozenset()
    receivers: Set[Receiver] = frozenset()
    may_see: Callable[[Told], bool] = lambda _: True

    def has(self, told: Told) -> bool:
        return (
            told.area == self.area
            and (not self.severities or told.severity in self.severities)
            and (not self.receivers or not told.receivers.isdisjoint(self.receivers))
            and self.may_see(told)
        )


def read_told(message: Message) -> Told | None:
    """None for what is no alert; delivery parks such and says so."""
    try:
        event = orjson.loads(message.value() or b"")
        said = event["data"]
        subject = Subject.PERSON if said["subject"] == AlertSubject.PERSON else Subject.ADDRESS
        about = event["area"], said["severity"], frozenset(said["receivers"])
        whose = subject, said["entity"], frozenset(said.get("teams", ()))
    except (orjson.JSONDecodeError, KeyError, TypeError):  # Invalid, and the text would break every reader
        return None
    # The text of an event of the stream is one line.
    return Told(message.partition(), message.offset(), *about, *whose, orjson.dumps(event).decode())
