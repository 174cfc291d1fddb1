"""What agencies tell while things go wrong: homes that nobody has heard of, each visited three times."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.contract import event_key
from tests.alerted import rule
from tests.bench.strangers import meet
from tests.events import erasure, incident
from tests.integration.posting import by_poster
from tests.partnerships import POSTING

Events = list[dict[str, Any]]
VISITS = 3
RULES = [
    rule("twice", "Two contacts", "address", [{"indicator": "contacts", "days": 28, "at_least": 2}]),
    rule("thrice", "Three contacts", "person", [{"indicator": "contacts", "days": 28, "at_least": 3}]),
]


def visit(area: str, home: int, number: int) -> dict[str, Any]:
    """Now."""
    told = orjson.loads(meet(home, datetime.now(UTC)).message.value)["data"]
    return by_poster(incident(area, f"{home}-{number}", **told))


def key_of(event: dict[str, Any]) -> str:
    return event_key(POSTING, event["id"])


def tell_of(area: str, first: int, homes: int) -> Iterator[Events]:
    """Some homes are visited, each three times; of every fifth the second visit is taken back, which takes an alert
    back too."""
    own = range(first, first + homes)
    for number in range(VISITS):
        yield [visit(area, home, number) for home in own]
    yield [by_poster(erasure(area, home, f"E{home}-1")) for home in own[::5]]
