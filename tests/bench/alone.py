"""A measurement in a process of its own: nothing cached, nothing for the garbage collector, no other threads."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def alone(measure: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        measured = process.submit(measure, *args, **kwargs)
        try:
            return measured.result()
        except KeyboardInterrupt:  # not handled: raised again, without minutes of waiting for what nobody wants
            for child in active_children():
                child.kill()
            raise
