"""Which rules areas run, and which they were sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from redis.asyncio import Redis

from scoring.alerts.rules import Rule, RuleSet
from scoring.state import keys
from scoring.state.documents import read
from scoring.state.keys import in_area
from scoring.state.opening import open_redis
from scoring.state.store import reach
from streams.codec import DECIDED, decode
from streams.events.rules import AlertRule, RulesAdopted
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import DECISIONS

Rules = tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Rules under the name by which an area was given them."""

    area: str
    version: str
    rules: Rules


def to_core(rules: tuple[AlertRule, ...]) -> Rules:
    """As the core reads them from the log.

    >>> to_core(())
    ()
    """
    return tuple(msgspec.convert(rule.model_dump(mode="json"), Rule) for rule in rules)


async def read_running(settings: Settings, areas: list[str]) -> dict[str, RuleSet | None]:
    redis = open_redis(settings)
    try:
        return {area: await find_running(redis, area) for area in areas}
    finally:
        await redis.aclose()


async def find_running(redis: Redis, area: str) -> RuleSet | None:
    found = read(keys.RULES, await reach(redis.get(in_area(area, keys.RULES))))
    assert found is None or isinstance(found, RuleSet)
    return found


def read_sent(settings: Settings) -> Iterator[Edition]:
    """What was sent in the last 30 days, for which Kafka keeps it. Cost: reads the topic of decisions."""
    for message in read_topic(settings, DECISIONS):
        raw = message.value() or b""
        if b'"rules-adopted-1"' in raw:
            event = decode(DECIDED, raw)
            if isinstance(event, RulesAdopted):
                yield Edition(event.area, event.data.version, to_core(event.data.rules))


def tell_adopted(rules: RuleSet) -> str:
    """
    >>> tell_adopted(RuleSet("v1", 0.0, "", ()))
    'version v1, adopted 1 January 1970 00:00 UTC, 0 rules'
    """
    adopted = datetime.fromtimestamp(rules.recorded, UTC)
    when = f"{adopted.day} {adopted:%B %Y %H:%M} UTC"
    return f"version {rules.version}, adopted {when}, {len(rules.rules)} rules"
