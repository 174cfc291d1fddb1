"""The simulated agencies' messages, as bytes in memory, in the order of sending."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from infra.partnership.feeds import read_feeds
from infra.partnership.plan import Plan, divide
from infra.partnership.simulate import simulate
from streams.errors import Broken
from streams.publisher import Outgoing

# A fixed moment gives every run the same bytes. Where Linnet itself takes them in, a year that is over has aged.
UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
_WEEKS = 52
# A simulated year has 3.3 events for each of its people.
_EVENTS_PER_PERSON = 3.2

# ``area`` is the key.
Message = Outgoing


def simulate_messages(events: int, seed: int, until: datetime = UNTIL) -> list[Message]:
    """The first ``events`` of a simulated year, which ends ``until`` then, of as many people as it takes."""
    plan = _draw_year(events, seed, until)
    with TemporaryDirectory(prefix="linnet-bench-") as directory:
        simulate(Path(directory), plan)
        lines = islice(read_feeds(Path(directory)), events)
        messages = [Message(agency.value, area.encode(), raw) for agency, area, raw in lines]
    if len(messages) < events:
        raise Broken(f"the simulation gave {len(messages):,} events, not {events:,}; ask for more of them")
    return messages


def count_people(events: int) -> dict[str, int]:
    """How many live in each area of :func:`simulate_messages`."""
    return {area.name: area.people for area in divide(_draw_year(events, 0, UNTIL))}


def _draw_year(events: int, seed: int, until: datetime) -> Plan:
    return Plan(seed, round(events / _EVENTS_PER_PERSON), _WEEKS, until)


def mark_ends(messages: list[Message], name: str) -> list[Message]:
    """For each agency's feed of each area one more message, with an id of its own: when all of these are known,
    all of ``messages`` are, for a feed is taken in order."""
    lasts = {(m.topic, m.key): m for m in messages if b'"type":"record-' not in m.value}
    return [last._replace(value=_rename(last.value, name)) for last in lasts.values()]


def _rename(raw: bytes, name: str) -> bytes:
    event: dict[str, Any] = orjson.loads(raw)
    return orjson.dumps(event | {"id": f"bench-{name}-{event['id']}"})
