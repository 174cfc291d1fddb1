"""Known mistakes, each planted in the code that would have it: what these seeds are for is to find them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import consumers.projector
import scoring.state.holding
import tests.soak.core.area
import tests.soak.core.processes
import tests.soak.simulation.bugs
from consumers.projection import LogMessage, Projection
from scoring.state import keys
from scoring.state.holding import _EMPTYING, _clear, _move
from scoring.state.keys import in_area
from scoring.state.store import AreaStore, Position
from streams.publisher import Outgoing
from tests.soak.core.app import App
from tests.soak.core.area import CoreArea, Step
from tests.soak.core.asking import Ask, Patience
from tests.soak.core.log import Log
from tests.soak.core.store import Store, extend, fold
from tests.soak.simulation.bugs import BUGS as SIMULATED
from tests.soak.simulation.bugs import _ignore, _patches, _resume_from_an_old_end, _resume_from_kafka

Plant = Callable[[], AbstractContextManager[Any]]


async def _acknowledge_first(app: App, projection: Projection, batch: list[LogMessage]) -> None:
    await app.acknowledge(batch[-1])
    await projection.project(batch)


def _place(store: Store, step: Step) -> bytes | None:
    stored = store.position(step.area)
    if stored == step.before:
        store.write(step.area, {keys.POSITION: step.after})
        return None
    return stored


def _put(store: Store, step: Step) -> None:
    held = store.held[step.area]
    store.write(step.area, {**fold(held, step.changes, step.documents), **extend(held, step.entries)})


async def _commit_in_two(self: CoreArea, step: Step, placed_first: bool) -> None:
    asked = [
        Ask("store", f"{step.area} is placed at {step.after!r}", lambda: _place(self._store, step)),
        Ask("store", f"{step.area} is changed", lambda: _put(self._store, step)),
    ]
    for each in asked if placed_first else reversed(asked):
        if stored := await each:
            raise self._taken(stored, step.before.decode())


async def _place_then_commit(self: CoreArea, changes: Any, outbox: Any, before: Any, after: Any) -> None:
    await _commit_in_two(self, Step(self._area, changes, outbox, before, after, frozenset()), True)


async def _commit_then_place(self: CoreArea, changes: Any, outbox: Any, before: Any, after: Any) -> None:
    await _commit_in_two(self, Step(self._area, changes, outbox, before, after, frozenset()), False)


async def _empty_in_place(redis: Any, area: str, held: Position) -> None:
    await redis.set(in_area(area, keys.POSITION), str(held))
    await _clear(redis, area, held)


async def _empty_once(redis: Any, area: str, held: Position) -> None:
    emptying = replace(held, holder=f"{held.holder}{_EMPTYING}")
    await redis.set(in_area(area, keys.POSITION), str(emptying))
    await _clear(redis, area, emptying)
    await _move(redis, area, emptying, held)


async def _publish_unkept(self: Log, messages: list[Outgoing]) -> None:
    sent = list(messages)
    await Ask("log", f"publishes {len(sent)}", lambda: self._append(sent))


def _never(*_: Any) -> bool:
    return False


# What each is, and how to plant it. Those of the other simulation are the same, in the same code.
BUGS: dict[str, Plant] = {
    "a batch is acknowledged before it is committed, and resumed from there": _patches(
        (tests.soak.core.processes, "work_off", _acknowledge_first),
        (consumers.projector, "resume_from_redis", _resume_from_kafka),
    ),
    "the position moves on before the changes are there": _patches((CoreArea, "commit", _place_then_commit)),
    "the position is written outside the transaction": _patches((CoreArea, "commit", _commit_then_place)),
    "the old writer is not fenced": _patches(
        (tests.soak.core.area, "is_fenced", _never), (AreaStore, "_check", _ignore)
    ),
    "the log's end is asked for before the wait": _patches(
        (consumers.projector, "resume_from_redis", _resume_from_an_old_end),
        (tests.soak.simulation.bugs, "patiently", Patience),
    ),
    "a rebuild holds an area before it is emptied": _patches((scoring.state.holding, "_empty", _empty_in_place)),
    "what was emptied is not looked at again": _patches((scoring.state.holding, "_empty", _empty_once)),
    "a sender is answered before the log keeps it": _patches((Log, "publish", _publish_unkept)),
} | {
    name: SIMULATED[name]
    for name in (
        "counted before it is known to be a copy",
        "reads are not fenced",
        "the outbox is cleared before Kafka has it",
        "a tick that was applied is applied again",
        "the worker resumes from Kafka's offset",
        "the outbox is numbered by batch",
    )
}
