"""Running the core over an area that is read piece by piece: whatever it asks for is read, and it goes on."""

from collections.abc import Callable, Collection, Generator, Hashable, Mapping
from typing import Protocol, TypeVar

from scoring.state.area import AreaState, Changes, Draft, NotLoaded
from scoring.state.keys import Key

T = TypeVar("T")
N = TypeVar("N", bound=Hashable)


class Source(Protocol):
    """Where an area is read from; each call is one round trip. ``at_hand``: reading costs next to nothing, so that
    nothing need be read ahead."""

    @property
    def at_hand(self) -> bool: ...

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False) -> None: ...

    async def find_due(self, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
        """The ``limit`` lowest of a sorted set's members that score ``until`` or less, lowest first."""


async def read(state: AreaState, source: Source, work: Callable[[Draft], T]) -> T:
    """``work`` starts over whenever something must be read first: it may not keep anything but in its draft."""
    while True:
        try:
            return work(Draft(state))
        except NotLoaded as wanted:  # not an error: the core says what to read next
            await source.load(state, wanted.keys, whole=wanted.whole)


async def change(state: AreaState, source: Source, work: Callable[[Draft], Changes]) -> Changes:
    changes = await read(state, source, work)
    state.fold(changes)
    return changes


async def walk(state: AreaState, source: Source, looks: Mapping[N, Generator[set[Key], None, T]]) -> dict[N, T]:
    """All of them at once, ring by ring: a round trip for a ring of which anything is missing."""
    left, found = dict(looks), dict[N, T]()
    while left:
        wanted = set[Key]()
        for name, steps in [*left.items()]:
            try:
                wanted |= next(steps)
            except StopIteration as end:  # not an error: this is how a generator returns
                found[name] = end.value
                del left[name]
        if missing := state.find_missing(wanted):
            await source.load(state, missing)
    return found
