"""Code that waits, stepped by hand: each await hands what it asks for to whoever steps it. There is no event loop."""

from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any

from streams.errors import Transient

_TRIES = 8
_STEPS_BETWEEN = 2


def _nothing() -> None:
    """Nothing more happens."""


class Ask:
    """One request on its way. ``effect``: what it does when it arrives, all at once, and the answer to it. ``kept``:
    what else happens where the answer arrives too. ``where``: who is asked; nobody is, and nothing goes wrong, where
    that is empty."""

    __slots__ = ("effect", "kept", "what", "where")

    def __init__(self, where: str, what: str, effect: Callable[[], Any], kept: Callable[[], None] = _nothing) -> None:
        self.where, self.what, self.effect, self.kept = where, what, effect, kept

    def __await__(self) -> Generator["Ask", Any, Any]:
        return (yield self)


class Rest:
    """About so many steps pass."""

    __slots__ = ("steps",)

    def __init__(self, steps: float) -> None:
        self.steps = int(steps)

    def __await__(self) -> Generator["Rest", Any, None]:
        yield self


async def run_in_thread(work: Callable[..., Any], *said: Any) -> Any:
    """In place of ``asyncio.to_thread``: what Linnet does in threads is to ask Kafka."""
    return await Ask("log", "is asked", lambda: work(*said))


class Patience:
    """In place of :func:`streams.patience.patiently`: so many tries, with steps between them instead of seconds."""

    __slots__ = ("_done", "_left", "_tried")

    def __init__(self) -> None:
        self._left, self._tried, self._done = _TRIES, False, False

    def __aiter__(self) -> "Patience":
        return self

    async def __anext__(self) -> "Patience":
        if self._done:
            raise StopAsyncIteration
        if self._tried:
            await Rest(_STEPS_BETWEEN)
        self._tried = True
        return self

    def __enter__(self) -> None:
        self._left -= 1

    def __exit__(self, _kind: Any, fault: BaseException | None, _where: TracebackType | None) -> bool:
        self._done = fault is None
        return isinstance(fault, Transient) and self._left > 0
