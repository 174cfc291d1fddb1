"""A batch of observations over an area: reads gathered into few round trips, effects in log order.

First what all events will need is read, ring by ring; then each is applied in turn. What an event needs beyond
that (because of one before it in the batch, or because it is a correction) is read when it comes up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from scoring.linkage.models import Models
from scoring.outgoing import LogPoint, write_news
from scoring.pipeline import Prepared, apply, first_reads, further_reads
from scoring.state.area import AreaState, Changes, Draft, NotLoaded
from scoring.state.keys import Key


class Load(Protocol):
    async def __call__(self, state: AreaState, wanted: Collection[Key], whole: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class Step:
    prepared: Prepared
    point: LogPoint


@dataclass(frozen=True, slots=True)
class Entry:
    """An outgoing event under the log offset that caused it and its number among those of that offset."""

    offset: int
    number: int
    event: bytes


async def run_batch(batch: Sequence[Step], load: Load, models: Models) -> tuple[Changes, list[Entry]]:
    """The changes of the whole batch, and what it tells others, in log order.

    Cost: one round trip for a batch of known records, and about three more for all the new ones together.
    """
    state, outbox = AreaState(), []
    await load(state, {key for step in batch for key in first_reads(step.prepared)})
    for wanted in further_reads([step.prepared for step in batch], state, models):
        if wanted:
            await load(state, wanted)
    for step in batch:
        changes = await _apply_loading(step.prepared, state, load, models)
        state.fold(changes)
        outbox += [
            Entry(step.point.offset, number, write_news(step.point, number, news))
            for number, news in enumerate(changes.outgoing, 1)
        ]
    return state.pending, outbox


async def _apply_loading(prepared: Prepared, state: AreaState, load: Load, models: Models) -> Changes:
    while True:
        try:
            return apply(prepared, Draft(state), models)
        except NotLoaded as wanted:  # not an error: the core says what to read next
            await load(state, wanted.keys, whole=wanted.whole)
