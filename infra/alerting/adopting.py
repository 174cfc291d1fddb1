"""Rules sent to an area, and what became of them there: it runs them, or intake refused them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from infra.alerting.mistakes import Mistake, WrongRules
from infra.alerting.rules_file import RulesFile
from infra.alerting.running import Edition, find_running, to_core
from infra.deciding import decide
from streams.codec import MAX_EVENT_BYTES, encode
from streams.contract import Envelope, event_key
from streams.errors import Invalid
from streams.events.decisions import REVIEW_SOURCE
from streams.events.parts import ContactPerson
from streams.events.rules import RulesAdopted, RulesAdoption
from streams.settings import Settings

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


def check_version(name: str, file: RulesFile, given: Iterable[Edition], areas: Iterable[str]) -> None:
    """One version is one set of rules for ever, because alerts name it. Raises :class:`WrongRules`."""
    rules, wanted = to_core(file.rules), set(areas)
    for edition in given:
        if edition.area in wanted and edition.version == file.version and edition.rules != rules:
            wrong = f"version: {edition.area} was given other rules as {file.version}"
            raise WrongRules(name, [Mistake(file.place, wrong, "give this edition a name of its own")])


async def adopt(settings: Settings, events: list[RulesAdopted]) -> None:
    """Returns when each area runs its rules. Raises as :func:`infra.deciding.decide` does."""
    await decide(settings, events, _runs)


async def _runs(redis: Redis, event: Envelope) -> bool:
    running = await find_running(redis, event.area)
    if running is None or not isinstance(event, RulesAdopted):
        return False
    return (running.recorded, running.event) >= (
        event.data.recorded_at.timestamp(),
        event_key(event.source, event.id),
    )
