"""An event loop whose time is told and not passed, and processes on it that can be killed at any await.

Everything that real code asks of asyncio (tasks, timers, time-outs, connections, threads) comes through here, so that a
run is a function of its seed.
"""

import asyncio
import contextvars
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, Protocol


class Dead(asyncio.CancelledError):
    """Raised by the world to whatever a killed process still tries to do."""


class Life:
    """One process from start to end. ``stalled``: until when nothing reaches it, as while its machine sleeps."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self.stalled = 0.0
        self.exit: str = ""
        self._tasks: list[asyncio.Task[Any]] = []

    def check(self) -> None:
        if not self.alive:
            raise Dead(self.name)

    def own(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.append(task)
        if len(self._tasks) > 64:
            self._tasks = [each for each in self._tasks if not each.done()]

    def end(self, why: str) -> None:
        """As kill -9: from here on nothing that it does reaches the world, whatever its ``finally`` clauses try."""
        if self.alive:
            self.alive, self.exit = False, why
            for task in self._tasks:
                task.cancel()


LIFE: contextvars.ContextVar[Life | None] = contextvars.ContextVar("life", default=None)


class World(Protocol):
    """What a loop asks of the world around it."""

    def latency(self) -> float: ...

    async def connect(self, factory: Callable[[], Any], life: Life | None) -> tuple[Any, Any]: ...


class _NoSelector:
    """Instead of waiting for files, time moves on to the next timer."""

    def __init__(self, loop: "SimulatedLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everything waits, and nothing will come")
        self._loop.now += max(timeout, 0.0)
        return []


class SimulatedLoop(asyncio.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.world: World | None = None
        self.spent = 0.0
        self.faults: list[str] = []
        self._selector = _NoSelector(self)
        self.set_task_factory(_make_task)  # type: ignore[arg-type]

    def time(self) -> float:
        return self.now

    def _process_events(self, _events: object) -> None:
        """There are no files."""

    def _write_to_self(self) -> None:
        """Nobody sleeps in a selector."""

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        if isinstance(fault, Exception):
            self.faults.append(f"{context.get('message')}: {fault!r}")

    async def create_connection(self, protocol_factory: Any, *_: Any, **__: Any) -> Any:
        assert self.world is not None
        return await self.world.connect(protocol_factory, LIFE.get())

    def run_in_executor(self, _executor: Any, func: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":  # type: ignore[override]
        """A thread's work happens in one moment some time from now; what it ``spends`` passes before it returns."""
        assert self.world is not None
        done: asyncio.Future[Any] = self.create_future()
        life, context, world = LIFE.get(), contextvars.copy_context(), self.world

        def work() -> None:
            if life is not None and (not life.alive or life.stalled > self.now):
                if life.alive:
                    self.call_at(life.stalled, work)
                return
            self.spent = 0.0
            try:
                found, fault = context.run(func, *args), None
            except BaseException as raised:
                found, fault = None, raised
            self.call_later(self.spent + world.latency(), answer, found, fault)

        def answer(found: Any, fault: BaseException | None) -> None:
            if done.done():
                return
            if fault is None:
                done.set_result(found)
            elif isinstance(fault, Dead):
                done.cancel()
            else:
                done.set_exception(fault)

        self.call_later(world.latency(), work)
        return done

    def spend(self, seconds: float) -> None:
        """Of a blocking call in a thread: so long it lasts."""
        self.spent += seconds


def _make_task(loop: Any, work: Coroutine[Any, Any, Any], **more: Any) -> "asyncio.Task[Any]":
    task = asyncio.Task(work, loop=loop, **more)
    context = more.get("context")
    life = context.get(LIFE) if context is not None else LIFE.get()
    if life is not None:
        life.own(task)
    return task
