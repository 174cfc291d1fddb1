"""Reading a whole area for its figures: its records and contacts once through, in passing."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis

from scoring.indicators.catalogue import DAY
from scoring.indicators.insight import Figures, Known, Tallier
from scoring.linkage.records import EntityId, RecordId
from scoring.state.alerts_held import Held, read_ended, read_open
from scoring.state.documents import VERY_RESTRICTED, Cell, Document, Entity, read
from scoring.state.keys import Key, Subject, in_area
from scoring.state.reads import Shelf
from scoring.state.scanning import scan_once
from scoring.state.store import reach

# Ended alerts are kept for as long.
ALERT_DAYS = 91
# Keys at a time: some milliseconds of Redis and of ours, between which others are served.


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """Alerts raised in the last ``ALERT_DAYS``: how many are in which state now, in all and by rule."""

    raised: int
    by_state: Mapping[str, int]
    by_rule: Sequence[tuple[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Insight:
    """As of ``t``, Unix seconds. ``ranges`` by their days."""

    t: float
    ranges: Mapping[int, Figures]
    alerts: AlertFigures


async def read_insight(redis: Redis, area: str, shelf: Shelf, t: float) -> Insight:
    """Cost: goes through the names of all keys three times and reads every contact, person and address once, five
    hundred at a time: 30 µs of CPU a contact, and never more than a millisecond of them in one go."""
    tallier = Tallier(await _read_known(redis, area), t)
    async for _, cell in _scan(redis, area, "cell:*"):
        if isinstance(cell, Cell) and (contact := cell.standing):
            tallier.add(contact)
    return Insight(t, tallier.sum_up(), _sum_up_alerts([*await read_open(shelf), *await read_ended(shelf)], t))


async def _read_known(redis: Redis, area: str) -> Known:
    found: dict[Subject, dict[RecordId, EntityId]] = {subject: {} for subject in Subject}
    withheld = set[RecordId]()
    for subject in Subject:
        async for key, held in _scan(redis, area, f"{subject.value}:*"):
            if isinstance(held, Entity):
                entity = EntityId(key.partition(":")[2])
                found[subject].update(dict.fromkeys(held.records, entity))
                if subject is Subject.PERSON and held.sensitivity >= VERY_RESTRICTED:
                    withheld.update(held.records)
    return Known(found[Subject.PERSON], found[Subject.ADDRESS], frozenset(withheld))


async def _scan(redis: Redis, area: str, pattern: str) -> AsyncIterator[tuple[Key, Document | None]]:
    prefix = in_area(area, Key(""))
    async for names in scan_once(redis, prefix + pattern):
        for name, raw in zip(names, await reach(redis.mget(names)) if names else (), strict=True):
            key = Key(name.decode().removeprefix(prefix))
            yield key, read(key, raw)


def _sum_up_alerts(held: Sequence[Held], t: float) -> AlertFigures:
    recent = [one.alert for one in held if t - ALERT_DAYS * DAY < one.alert.opened <= t]
    rules: dict[str, Counter[str]] = {}
    for alert in recent:
        rules.setdefault(alert.title, Counter())[alert.state] += 1
    return AlertFigures(
        len(recent),
        Counter(alert.state for alert in recent),
        sorted(rules.items(), key=lambda one: (-sum(one[1].values()), one[0])),
    )
