"""Rules tried on the past: the log played again, in memory, by the code that the projector runs.

Two sets of rules are tried in one pass, since linking is much of the work and one rule does not know of another.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
import orjson

from infra.alerting.memory import AreaInMemory
from infra.alerting.past import Remembered
from scoring.alerts.rules import Rule, RuleSet
from scoring.batches import Step, run_batch
from scoring.linkage.models import Models
from scoring.outgoing import LogPoint
from scoring.state import keys
from scoring.state.outbox import Entry
from streams.topics import ALERTS

Move = Callable[[int, int], None]
# As the projector takes them.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an alert ``at`` a tick, Unix seconds. ``which`` of the sets the ``rule`` is of; ``about`` names a
    person or an address; ``words`` say what was found."""

    at: float
    which: str
    rule: str
    change: str
    about: str
    receivers: tuple[str, ...]
    words: str


def try_rules(
    past: Sequence[Remembered], rules: Iterable[Rule], area: str, models: Models, move: Move
) -> Iterator[Outcome]:
    """In the order of the log. Each rule's id begins with the set it is of: see :func:`mark`."""
    held, clock = AreaInMemory({keys.RULES: RuleSet("trial", 0.0, "", tuple(rules))}), 0.0
    for start in range(0, len(past), _BATCH):
        steps = []
        for place, one in enumerate(past[start : start + _BATCH], start):
            clock = max(clock, one.moment)
            steps.append(Step(one.prepare(), LogPoint(area, 0, place, round(clock * 1000))))
        changes, entries = asyncio.run(run_batch(steps, held, models))
        held.commit(changes)
        move(start + len(steps), len(past))
        yield from (_read(entry) for entry in entries if entry.topic == ALERTS.name)


def mark(rules: Iterable[Rule], which: str) -> list[Rule]:
    """With ids of their own, so that several sets can be tried together."""
    return [msgspec.structs.replace(rule, id=f"{which}/{rule.id}") for rule in rules]


def _read(entry: Entry) -> Outcome:
    event = orjson.loads(entry.event)
    alert = event["data"]
    which, _, rule = alert["rule"].partition("/")
    return Outcome(
        at=datetime.fromisoformat(event["time"]).timestamp(),
        which=which,
        rule=rule,
        change=alert["change"],
        about=f"{alert['subject']} {alert['entity']}",
        receivers=tuple(alert["receivers"]),
        words="; ".join(because["words"] for because in alert["because"]),
    )
