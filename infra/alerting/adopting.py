"""Rules sent to an area, and what became of them there: it runs them, or intake refused them."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from redis.asyncio import Redis

from infra.alerting.mistakes import Mistake, WrongRules
from infra.alerting.rules_file import RulesFile
from infra.alerting.running import Edition, find_running, to_core
from scoring.state.connection import connect
from streams.broker import Watermarks
from streams.codec import DEAD_LETTER, MAX_EVENT_BYTES, decode, encode
from streams.contract import event_key
from streams.errors import Invalid, Transient
from streams.events.dead_letters import MessageRefused
from streams.events.decisions import REVIEW_SOURCE
from streams.events.faults import field_of, reason_of
from streams.events.parts import ContactPerson
from streams.events.rules import RulesAdopted, RulesAdoption
from streams.publisher import Outgoing, Publisher
from streams.reading import read_stretch
from streams.settings import Settings
from streams.topics import DEAD_LETTERS, DECISIONS, MAX_DEAD_LETTER_BYTES

_POLL_SECONDS = 0.2
# An event is with the area in a second; a projector that is catching up may take minutes, and loses nothing.
_WAIT_SECONDS = 60.0
MakeId = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Adopter:
    """Who adopts, when, and how events are named."""

    person: ContactPerson
    at: datetime
    make_id: MakeId

    def write(self, area: str, file: RulesFile) -> RulesAdopted:
        """Raises :class:`Invalid` when it is too large for one event."""
        data = RulesAdoption(recorded_at=self.at, adopted_by=self.person, version=file.version, rules=file.rules)
        event = RulesAdopted(id=self.make_id(), source=REVIEW_SOURCE, time=self.at, area=area, data=data)
        if (size := len(encode(event))) > MAX_EVENT_BYTES:
            raise Invalid(
                "rules-large", f"the rules take {size:,} bytes, and an event {MAX_EVENT_BYTES:,}: shorten them"
            )
        return event


def read_person(name: str, role: str, team: str) -> ContactPerson:
    """Raises :class:`Invalid`."""
    try:
        return ContactPerson(name=name, role=role, team=team)
    except ValidationError as errors:
        fault = errors.errors(include_url=False, include_input=False)[0]
        raise Invalid("adopter", f"--{field_of(fault)}: {reason_of(fault)}") from None


def check_version(name: str, file: RulesFile, given: Iterable[Edition], areas: Iterable[str]) -> None:
    """One version is one set of rules for ever, because alerts name it. Raises :class:`WrongRules`."""
    rules, wanted = to_core(file.rules), set(areas)
    for edition in given:
        if edition.area in wanted and edition.version == file.version and edition.rules != rules:
            wrong = f"version: {edition.area} was given other rules as {file.version}"
            raise WrongRules(name, [Mistake(file.place, wrong, "give this edition a name of its own")])


async def adopt(settings: Settings, events: list[RulesAdopted]) -> None:
    """Returns when each area runs its rules. Raises :class:`Invalid` with intake's reason for those it refused, and
    :class:`Transient` when nothing is heard in a minute: they are on their way then and need not be sent again."""
    refusals, waiting = _Refusals(settings, events), {event.area: event for event in events}
    redis = connect(settings.redis_url)
    try:
        messages = [Outgoing(DECISIONS.name, event.area.encode(), encode(event)) for event in events]
        await Publisher(settings).publish(messages)
        async with asyncio.timeout(_WAIT_SECONDS):
            await _await_running(redis, waiting, refusals)
    except TimeoutError:  # Transient
        raise Transient(
            f"sent, but not yet running in {', '.join(waiting)}: linnet status says how far behind intake and the"
            " projector are; look again with linnet rules show"
        ) from None
    finally:
        await redis.aclose()


async def _await_running(redis: Redis, waiting: dict[str, RulesAdopted], refusals: "_Refusals") -> None:
    while waiting:
        for area, event in list(waiting.items()):
            running = await find_running(redis, area)
            if running and (running.recorded, running.event) >= _rank(event):
                del waiting[area]
        await asyncio.to_thread(refusals.check)
        await asyncio.sleep(_POLL_SECONDS if waiting else 0)


def _rank(event: RulesAdopted) -> tuple[float, str]:
    return event.data.recorded_at.timestamp(), event_key(event.source, event.id)


class _Refusals:
    """What intake put into dead letters since this was made, as far as it is of these events."""

    def __init__(self, settings: Settings, events: list[RulesAdopted]) -> None:
        self._settings, self._events = settings, events
        self._watermarks = Watermarks(settings)
        self._reached = self._end()

    def check(self) -> None:
        """Raises :class:`Invalid`."""
        start, self._reached = self._reached, self._end()
        for message in read_stretch(self._settings, DEAD_LETTERS.name, 0, start, self._reached):
            letter = decode(DEAD_LETTER, message.value(), MAX_DEAD_LETTER_BYTES)
            original = letter.data.original or b"" if isinstance(letter, MessageRefused) else b""
            for event in self._events:
                if f'"{event.id}"'.encode() in original:
                    raise Invalid(
                        "refused", f"{event.area} refused the rules: {letter.data.reason}. It runs what it ran"
                    )

    def _end(self) -> int:
        return self._watermarks.of(DEAD_LETTERS.name, 0)[1]
