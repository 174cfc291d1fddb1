"""What a tick takes up where more is due than it can look at."""

import asyncio

import pytest

from scoring.alerts.agenda import MOST, MOST_TIMES, find_due
from scoring.alerts.rules import RuleSet
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import Clock
from tests.laws.memory import MemoryStore

TICK = 10.0
AGENDA = keys.agenda("v1")


def take(store: MemoryStore, at: float, before: float) -> set[str]:
    """Looks at those who are due, and at each once."""
    rules = RuleSet("v1", 0.0, "E1", ())
    state = AreaState({keys.RULES: rules, keys.CLOCK: Clock(at, before), keys.SWEEP: None})
    due = asyncio.run(find_due(state, store.find_due))
    taken = {str(target) for targets in due.values() for target in targets}
    for name in taken:
        del store.scores[AGENDA][name]
    return taken


@pytest.mark.parametrize(("each", "ticks"), [(MOST, 0), (5_000, 3), (9_000, 5)])
def test_lateness_is_bounded(each: int, ticks: int) -> None:
    """However long so many come due with every tick, all are looked at within so many ticks, the oldest first."""
    store, waited = MemoryStore(), list[int]()
    store.scores[AGENDA] = {}
    for now in range(1, 31):
        due = {f"person:{now:03}-{n:05}": (now - 1 + (n + 1) / each) * TICK for n in range(each)}
        store.scores[AGENDA] |= due
        held = dict(store.scores[AGENDA])
        taken = take(store, now * TICK, (now - 1) * TICK)
        assert max(held[name] for name in taken) <= min(store.scores[AGENDA].values(), default=now * TICK)
        waited += [now - int(name[7:10]) for name in taken]
    assert max(waited) <= ticks
    assert all(now * TICK - score <= (ticks + 1) * TICK for score in store.scores[AGENDA].values())


def test_one_tick_is_bounded() -> None:
    """After a long silence a tick takes up a bounded number, and those after it the rest."""
    store = MemoryStore()
    store.scores[AGENDA] = {f"person:{n:06}": float(n % 1_000) for n in range(2 * MOST * MOST_TIMES + 1)}
    counts = [len(take(store, at, at - TICK)) for at in (1e6, 1e6 + TICK, 1e6 + 2 * TICK)]
    assert counts == [MOST * MOST_TIMES, MOST * MOST_TIMES, 1]
