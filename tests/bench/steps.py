"""Processor time by step of the projection, taken around the functions that are the steps.

The clock is read twice a call, about 1 µs together: a step of a few µs looks a little dearer than it is. What a step
within a step takes is the inner one's.
"""

import functools
import inspect
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from unittest.mock import patch

# Each step, the module and the name in it that is called.
_STEPS = {
    "decode": ("consumers.projection", "read_observed"),
    "prepare": ("consumers.projection", "prepare"),
    "first reads": ("scoring.batches", "first_reads"),
    "forecast of further reads": ("scoring.batches", "further_reads"),
    "reads": ("scoring.state.store", "AreaStore.load"),
    "apply": ("scoring.batches", "apply"),
    "rules: what they ask": ("scoring.batches", "_look_at"),
    "rules: assessment": ("scoring.batches", "_assess_all"),
    "rules: due at a tick": ("scoring.batches", "find_due"),
    "risk: whom it concerns": ("scoring.batches", "see_risks"),
    "risk: scores": ("scoring.batches", "follow_risks"),
    "risk: turns at a tick": ("scoring.batches", "take_turns"),
    "news": ("scoring.batches", "write_news"),
    "commit": ("scoring.state.store", "AreaStore.commit"),
}


@dataclass(slots=True)
class Steps:
    """Processor seconds of this process and number of calls, by step."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)
    _within: list[float] = field(default_factory=lambda: [0.0])

    def begin(self) -> float:
        self._within.append(0.0)
        return time.process_time()

    def end(self, step: str, begun: float) -> None:
        taken = time.process_time() - begun
        self.seconds[step] += taken - self._within.pop()
        self._within[-1] += taken
        self.calls[step] += 1


@contextmanager
def timing_steps() -> Iterator[Steps]:
    steps = Steps()
    with ExitStack() as patched:
        for step, (module, name) in _STEPS.items():
            owner = functools.reduce(getattr, name.split(".")[:-1], import_module(module))
            patched.enter_context(_timing(steps, step, owner, name.split(".")[-1]))
        yield steps


def _timing(steps: Steps, step: str, owner: Any, name: str) -> Any:
    work: Callable[..., Any] = getattr(owner, name)

    def timed(*args: Any, **named: Any) -> Any:
        begun = steps.begin()
        try:
            return work(*args, **named)
        finally:
            steps.end(step, begun)

    async def timed_async(*args: Any, **named: Any) -> Any:
        # One task runs: what this process spends while waiting for the answer is spent on the answer.
        begun = steps.begin()
        try:
            return await work(*args, **named)
        finally:
            steps.end(step, begun)

    def timed_generator(*args: Any, **named: Any) -> Iterator[Any]:
        found = work(*args, **named)
        while True:
            begun = steps.begin()
            try:
                item = next(found)
            except StopIteration:  # the end of the generator, and of ours
                return
            finally:
                steps.end(step, begun)
            yield item

    if inspect.iscoroutinefunction(work):
        return patch.object(owner, name, timed_async)
    return patch.object(owner, name, timed_generator if inspect.isgeneratorfunction(work) else timed)
