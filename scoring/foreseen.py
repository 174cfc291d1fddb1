"""What corrections would change: the core takes them in, and nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from scoring.batches import Step, foretell_batch
from scoring.linkage.models import Models
from scoring.observed import Observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.sources import Source
from scoring.state.keys import Subject
from streams.topics import ALERTS, LINKS


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``before`` and ``after``: the records of each person whose records stand otherwise, by person. ``alerts``: id to
    title and what becomes of it."""

    before: dict[str, list[str]]
    after: dict[str, list[str]]
    alerts: dict[str, tuple[str, str]]


async def foresee(source: Source, models: Models, area: str, events: Sequence[Observed]) -> Foreseen:
    """As if these were the next in the log, and no time had passed. Cost: that of the events, some 1 ms each."""
    steps = [Step(prepare(event), LogPoint(area, 0, number, 0)) for number, event in enumerate(events)]
    outbox = await foretell_batch(steps, source, models)
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    alerts: dict[str, tuple[str, str]] = {}
    for entry in outbox:
        data = orjson.loads(entry.event)["data"]
        if entry.topic == LINKS.name and data["kind"] == Subject.PERSON.value:
            _follow(data, before, after)
        elif entry.topic == ALERTS.name:
            alerts[data["alert"]] = (data["title"], data["change"])
    return Foreseen(before, after, alerts)


def _follow(data: dict[str, Any], before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    for person, records in data["before"].items():
        if person not in after:
            before.setdefault(person, records)
        after.pop(person, None)
    after |= data["after"]
