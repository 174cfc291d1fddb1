"""A batch of observations over an area: reads gathered into few round trips, effects in log order.

First what all events will need is read, ring by ring; then each is applied in turn. What an event needs beyond
that (because of one before it in the batch, or because it is a correction) is read when it comes up.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from scoring.alerts.agenda import find_due
from scoring.alerts.assessing import Target, assess, look
from scoring.alerts.concerned import find_homes
from scoring.alerts.gathering import NOTHING, Gathered
from scoring.linkage.models import Models
from scoring.outgoing import LogPoint, News, write_news
from scoring.pipeline import Prepared, apply, concern, first_reads, foresee, further_reads
from scoring.revisions import Revision
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft, NotLoaded
from scoring.state.documents import Clock
from scoring.state.keys import Key

T = TypeVar("T")


class Source(Protocol):
    """Where an area is read from; each call is one round trip."""

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False) -> None: ...

    async def find_due(self, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
        """The ``limit`` lowest of a sorted set's members that score ``until`` or less, lowest first."""


@dataclass(frozen=True, slots=True)
class Step:
    prepared: Prepared
    point: LogPoint


@dataclass(frozen=True, slots=True)
class Entry:
    """An outgoing event for a topic, under the log offset that caused it and its number among those of that offset."""

    offset: int
    number: int
    topic: str
    event: bytes


async def run_batch(batch: Sequence[Step], source: Source, models: Models) -> tuple[Changes, list[Entry]]:
    """The changes of the whole batch, and what it tells others, in log order.

    Cost: one round trip for a batch of known records, about three more for all the new ones together, and some six
    for all those whom they concern.
    """
    state, outbox = AreaState(), list[Entry]()
    await source.load(state, {key for step in batch for key in first_reads(step.prepared)})
    for wanted in further_reads([step.prepared for step in batch], state, models):
        if wanted:
            await source.load(state, wanted)
    await _look_at(state, source, foresee([step.prepared for step in batch], state))
    for step in batch:
        news = await _take_step(step, state, source, models)
        outbox += [Entry(step.point.offset, at, *write_news(step.point, at, each)) for at, each in enumerate(news, 1)]
    return state.pending, outbox


async def _take_step(step: Step, state: AreaState, source: Source, models: Models) -> list[News]:
    """First what is known follows the observation, then the alerts of all whom that concerns."""
    work = step.prepared
    changes = await _work(state, source, lambda draft: apply(work, draft, models))
    news = list(changes.outgoing)
    targets = await _read(state, source, lambda draft: concern(work, changes, draft))
    if at_tick := isinstance(work.work, Clock):
        targets = await find_due(state, source.find_due)
    gathered = await _look_at(state, source, targets)
    if isinstance(work.work, Revision):
        gathered |= await _look_at(state, source, find_homes(gathered))
    for target in sorted(gathered, key=str):
        changes = await _work(state, source, partial(_assess, target, step.point.area, gathered[target], at_tick))
        news += changes.outgoing
    return news


def _assess(target: Target, area: str, gathered: Gathered, at_tick: bool, draft: Draft) -> Changes:
    assess(draft, target, area, gathered, at_tick)
    return draft.changes


async def _work(state: AreaState, source: Source, work: Callable[[Draft], Changes]) -> Changes:
    changes = await _read(state, source, work)
    state.fold(changes)
    return changes


async def _read(state: AreaState, source: Source, work: Callable[[Draft], T]) -> T:
    while True:
        try:
            return work(Draft(state))
        except NotLoaded as wanted:  # not an error: the core says what to read next
            await source.load(state, wanted.keys, whole=wanted.whole)


async def _look_at(state: AreaState, source: Source, targets: Collection[Target]) -> dict[Target, Gathered]:
    """All of them at once, ring by ring: a round trip for a ring of which anything is missing. Where there are no
    rules nothing is asked."""
    if state.documents[keys.RULES] is None:
        return dict.fromkeys(targets, NOTHING)
    clock, draft, found = state.documents[keys.CLOCK], Draft(state), dict[Target, Gathered]()
    t = clock.at if isinstance(clock, Clock) else 0.0
    looks = {target: look(draft, target, t) for target in targets}
    while looks:
        wanted = set[Key]()
        for target, steps in [*looks.items()]:
            try:
                wanted |= next(steps)
            except StopIteration as end:  # not an error: this is how a generator returns
                found[target] = end.value
                del looks[target]
        if missing := state.find_missing(wanted):
            await source.load(state, missing)
    return found
