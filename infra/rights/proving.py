"""Every key of an area read for what somebody's file says of them, after they were erased."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from infra.commands import choose_areas
from scoring.state.digest import read_values
from scoring.state.documents import Cell, read
from scoring.state.erased import WHY_BARE, Left, find_left
from scoring.state.keys import Key, kind_of
from scoring.state.opening import open_redis
from streams.contract import EventKey
from streams.errors import Broken, Invalid
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import DAY_MS, FOREVER, TOPICS

_SECONDS = 30.0
# Beyond those named after a record or event: they name an id, and say nothing of anybody.
_BARE = WHY_BARE | {
    "outbox": "Events on their way to Kafka, which keeps them",
    "alerts-ended": "The list of alerts that ended: ids",
    "alerts-agenda": "When alerts are looked at again: ids",
}


@dataclass(frozen=True, slots=True)
class Erased:
    """``said``: what only somebody's own record says, as it would stand in a value, and what it is."""

    area: str
    records: Sequence[str]
    events: Sequence[str]
    said: Sequence[tuple[bytes, str]]


def read_file(path: Path) -> Erased:
    """Raises :class:`Broken` for a file that cannot be read, :class:`Invalid` for one that is no such download."""
    try:
        held = orjson.loads(path.read_bytes())
        records = [
            (record["id"], {one["field"]: one["words"] or "" for one in record["details"]})
            for record in held["records"]
        ]
        said = {found for _, details in records for found in _list_said(details)}
        return Erased(held["area"], [name for name, _ in records], [one["key"] for one in held["events"]], sorted(said))
    except OSError as fault:
        raise Broken(f"{path} cannot be read: {fault.strerror}") from fault
    except (orjson.JSONDecodeError, KeyError, TypeError):  # Invalid
        raise Invalid("not-holdings", f"{path} is not what the page of all that is held gives to download") from None


def _list_said(details: dict[str, str]) -> Iterator[tuple[bytes, str]]:
    if number := details.get("nhs_number"):
        yield f'"{number}"'.encode(), "the NHS number"
    who = [details.get(name, "") for name in ("given_name", "family_name", "birth_date")]
    if all(who):
        yield orjson.dumps(who)[1:-1], "the whole name and date of birth"


async def prove_file(settings: Settings, erased: Erased) -> list[Left]:
    """Cost: reads all of the area."""
    choose_areas(settings, [erased.area])
    redis = open_redis(settings, timeout=_SECONDS)
    try:
        found = set(await find_left(redis, erased.area, erased.records, erased.events))
        names = [(name.encode(), name) for name in (*erased.records, *erased.events)]
        async for raw, value in read_values(redis, erased.area):
            key = Key(raw.decode().split("}:", 1)[1])
            found |= {
                Left(kind_of(key), name, _is_bare(key, value)) for sign, name in names if sign in raw or sign in value
            }
            found |= {Left(kind_of(key), what, False) for sign, what in erased.said if sign in value}
        return sorted(found, key=lambda one: (one.bare, one.kind, one.about))
    finally:
        await redis.aclose()


def count_openable(settings: Settings, erased: Erased) -> int:
    """Of the events, those in the log that can still be opened. Cost: reads all keys of all areas."""
    keys = Keys(settings)
    keys.read_on()
    epochs = [epoch for area, epoch in keys.ring.trees if area == erased.area]
    names = [EventKey(name) for name in erased.events]
    return sum(any(keys.ring.find(erased.area, epoch, name) for epoch in epochs) for name in names)


def _is_bare(key: Key, value: bytes) -> bool:
    if kind_of(key) != "cell":
        return kind_of(key) in _BARE
    cell: Any = read(key, value)
    return isinstance(cell, Cell) and cell.contact is None


def tell(erased: Erased, found: Sequence[Left], openable: int) -> Iterator[str]:
    yield f"{erased.area}: {len(erased.records)} records, {len(erased.events)} events"
    left = [one for one in found if not one.bare]
    for one in left:
        yield f"left: {one.kind} holds {one.about}"
    if not left:
        yield "nothing that they said is left in Redis, in no key of the area"
    if openable:
        yield f"left: {openable} events in the log can still be opened: is the process erasing running?"
    else:
        yield "no event of theirs in the log can be opened: their keys are destroyed"
    for kind, count in sorted(Counter(one.kind for one in found if one.bare).items()):
        yield f"stands, and says nothing of anybody: {count} of {kind}. {_BARE[kind]}"
    for topic in TOPICS:
        kept = "for ever" if topic.retention_ms == FOREVER else f"for {topic.retention_ms // DAY_MS} days"
        yield f"Kafka keeps {topic.name} {kept}: {topic.holds}"
