"""A batch of observations over an area: reads gathered into few round trips, effects in log order.

First what all events will need is read, ring by ring; then each is applied in turn. What an event needs beyond
that (because of one before it in the batch, or because it is a correction) is read when it comes up.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Protocol, TypeVar

from scoring.alerts.agenda import find_due
from scoring.alerts.assessing import Target, assess, foresee
from scoring.linkage.models import Models
from scoring.outgoing import LogPoint, News, write_news
from scoring.pipeline import Prepared, apply, concern, first_reads, further_reads
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
    if isinstance(work.work, Clock):
        targets = await find_due(state, source.find_due)
    await _prefetch(state, source, targets)
    for target in targets:
        changes = await _work(state, source, partial(assess_for, target, step.point.area))
        news += changes.outgoing
    return news


def assess_for(target: Target, area: str, draft: Draft) -> Changes:
    assess(draft, target, area)
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


async def _prefetch(state: AreaState, source: Source, targets: Sequence[Target]) -> None:
    """What assessing all of them will read, ring by ring, so that it does not go back and forth for each."""
    clock = state.documents.get(keys.CLOCK)
    if len(targets) > 1 and isinstance(clock, Clock):
        draft = Draft(state)
        for rings in zip_longest(*(foresee(draft, target, clock.at) for target in targets), fillvalue=frozenset[Key]()):
            missing = {key for ring in rings for key in ring if not state.holds(key)}
            if missing:
                await source.load(state, missing)
