"""Which ticks are time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from scoring.batches import Step, run_batch
from scoring.observed import observe
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from streams.codec import OBSERVATION
from tests.household import AREA, NOW, household, tick
from tests.laws.memory import MODELS, MemoryStore


def play(store: MemoryStore, events: list[dict[str, Any]], stamped: datetime) -> MemoryStore:
    stamp = round(stamped.timestamp() * 1000)
    steps = [
        Step(prepare(observe(OBSERVATION.validate_python(event))), LogPoint(AREA, 0, offset, stamp))
        for offset, event in enumerate(events)
    ]
    changes, entries = asyncio.run(run_batch(steps, store, MODELS))
    store.commit(changes)
    store.outbox += entries
    return store


def test_a_tick_ahead_of_kafkas_clock_changes_nothing() -> None:
    """Whatever a clock says that is wrong by a year, all stays as it is, and the next true tick counts."""
    store = play(MemoryStore(), [*household(), tick(NOW)], NOW)
    before, told = dict(store.documents), len(store.outbox)
    play(store, [tick(NOW + timedelta(days=365))], NOW)
    assert (store.documents, len(store.outbox)) == (before, told)
    later = NOW + timedelta(seconds=10)
    play(store, [tick(later)], later)
    assert store.documents != before


def test_a_late_tick_counts() -> None:
    """One that waited, or whose log was copied since, is as good as any."""
    late = play(MemoryStore(), [*household(), tick(NOW)], NOW + timedelta(days=365))
    assert late.documents == play(MemoryStore(), [*household(), tick(NOW)], NOW).documents
