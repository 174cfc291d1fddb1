"""A failing run with as few troubles as it takes: they are left out by halves, as long as it fails nevertheless."""

from collections.abc import Callable
from typing import Protocol, TypeVar

_TRIES = 60


class Ran(Protocol):
    @property
    def troubles(self) -> int: ...

    @property
    def faults(self) -> list[str]: ...


R = TypeVar("R", bound=Ran)


def shrink(failed: R, run: Callable[[frozenset[int]], R]) -> tuple[frozenset[int], R]:
    """The numbers of the troubles that were left out, and the run without them. At most 60 runs."""
    muted, found, left = frozenset[int](), failed, _TRIES
    size = max(failed.troubles // 2, 1)
    while size and left:
        for start in range(0, failed.troubles, size):
            tried = muted | frozenset(range(start, start + size))
            if tried == muted or not left:
                continue
            left -= 1
            again = run(tried)
            if again.faults:
                muted, found = tried, again
        size //= 2
    return muted, found
