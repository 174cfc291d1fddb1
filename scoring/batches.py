"""A batch of observations over an area: reads gathered into few round trips, effects in log order.

First every event is tried against the state as it stood, only to learn what it will read; then each is applied
in turn. What an event needs because of one before it in the batch is read when it comes up, which is rare.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence

from scoring.pipeline import Prepared, apply, first_reads
from scoring.state.area import AreaState, Changes, Draft, NotLoaded
from scoring.state.keys import Key

Load = Callable[[AreaState, Collection[Key]], Awaitable[None]]


async def run_batch(batch: Sequence[Prepared], state: AreaState, load: Load) -> None:
    """After it, ``state.pending`` holds the changes of the whole batch.

    Cost: one round trip for a batch of known records, and about four more for all the new ones together.
    """
    await load(state, {key for prepared in batch for key in first_reads(prepared)})
    await _look_ahead(batch, state, load)
    for prepared in batch:
        state.fold(await _apply_loading(prepared, state, load))


async def _look_ahead(batch: Sequence[Prepared], state: AreaState, load: Load) -> None:
    waiting = list(batch)
    while waiting:
        missing: set[Key] = set()
        stuck: list[Prepared] = []
        for prepared in waiting:
            try:
                apply(prepared, Draft(state))
            except NotLoaded as wanted:  # not an error: the core says what to read next
                missing.update(wanted.keys)
                stuck.append(prepared)
        if missing:
            await load(state, missing)
        waiting = stuck


async def _apply_loading(prepared: Prepared, state: AreaState, load: Load) -> Changes:
    while True:
        try:
            return apply(prepared, Draft(state))
        except NotLoaded as wanted:  # not an error: the core says what to read next
            await load(state, wanted.keys)
