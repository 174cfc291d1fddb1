"""Whom a tick wakes: those about whom time alone may change an alert, and all, by and by, when the rules are others.

Each version of the rules has its own agenda, so that whoever is still on an older one has not been looked at under
the new rules.
"""

from collections.abc import Awaitable, Callable

from scoring.alerts.assessing import Target, read_rules
from scoring.alerts.occasions import Occasion
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import Clock, Sweep
from scoring.state.keys import Key

# A tick takes up so many, the most overdue first, and so many more for each tick the most overdue has waited; where
# more come due with every tick for long, lateness settles at about that number over this one, in ticks. More than the
# last number of times in one commit would hold up everything else.
MOST, MOST_TIMES = 2_000, 10
_ANY_TIME = float("inf")
Find = Callable[[Key, float, int], Awaitable[list[tuple[str, float]]]]


async def find_due(state: AreaState, find: Find) -> dict[Occasion, set[Target]]:
    """Each once. Takes them off older agendas; assessing puts them on the present one. The state must hold rules and
    clock."""
    draft = Draft(state)
    rules, clock = read_rules(draft), draft.document(keys.CLOCK, Clock)
    if clock is None or not rules.version:
        return {}
    ruled = {Target.read(name) for name in await _sweep(state, find)}
    overdue = await _rank_overdue(state, find, keys.agenda(rules.version), clock.at, MOST * MOST_TIMES)
    passed = {Target.read(name) for name, _ in overdue[: _count(overdue, clock)]}
    return {Occasion.RULED: ruled, Occasion.PASSED: passed - ruled}


def _count(overdue: list[tuple[str, float]], clock: Clock) -> int:
    if not overdue or clock.at <= clock.before:
        return MOST
    waited = int((clock.at - overdue[0][1]) / (clock.at - clock.before))
    return MOST * min(MOST_TIMES, 1 + waited)


async def _sweep(state: AreaState, find: Find) -> list[str]:
    draft, found = Draft(state), list[str]()
    sweep = draft.document(keys.SWEEP, Sweep)
    for version in sweep.versions if sweep else ():
        found = await find_overdue(state, find, keys.agenda(version), _ANY_TIME, MOST)
        for name in found:
            draft.score(keys.agenda(version), name, None)
        if len(found) < MOST:
            left = tuple(each for each in sweep.versions if each != version) if sweep else ()
            draft.put(keys.SWEEP, Sweep(left) if left else None)
        break
    state.fold(draft.changes)
    return found


async def find_overdue(state: AreaState, find: Find, key: Key, until: float, limit: int) -> list[str]:
    """The ``limit`` earliest of an agenda, as stored, and as changed since in this batch."""
    return [name for name, _ in await _rank_overdue(state, find, key, until, limit)]


async def _rank_overdue(state: AreaState, find: Find, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
    changed = state.pending.scores.get(key, {})
    stored = await find(key, until, limit + len(changed))
    due = {name: score for name, score in stored if name not in changed}
    due |= {name: score for name, score in changed.items() if score is not None and score <= until}
    return sorted(due.items(), key=lambda each: (each[1], each[0]))[:limit]
