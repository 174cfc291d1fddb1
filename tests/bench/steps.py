"""Processor time by step of the projection, taken around the functions that are the steps.

The clock is read twice a call, about 1 µs together: a step of a few µs looks a little dearer than it is.
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
    "news": ("scoring.batches", "write_news"),
    "commit": ("scoring.state.store", "AreaStore.commit"),
}


@dataclass(slots=True)
class Steps:
    """Processor seconds of this process and number of calls, by step."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)

    def add(self, step: str, begun: float) -> None:
        self.seconds[step] += time.process_time() - begun
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

    def timed(*args: Any) -> Any:
        begun = time.process_time()
        try:
            return work(*args)
        finally:
            steps.add(step, begun)

    async def timed_async(*args: Any) -> Any:
        # One task runs: what this process spends while waiting for the answer is spent on the answer.
        begun = time.process_time()
        try:
            return await work(*args)
        finally:
            steps.add(step, begun)

    def timed_generator(*args: Any) -> Iterator[Any]:
        found = work(*args)
        while True:
            begun = time.process_time()
            try:
                item = next(found)
            except StopIteration:  # the end of the generator, and of ours
                return
            finally:
                steps.add(step, begun)
            yield item

    if inspect.iscoroutinefunction(work):
        return patch.object(owner, name, timed_async)
    return patch.object(owner, name, timed_generator if inspect.isgeneratorfunction(work) else timed)
