"""The world around the core: who runs in it, who of them goes on next, and what becomes of what they ask."""

import traceback
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.errors import LinnetError, Transient
from tests.soak.core.asking import Ask, Rest
from tests.soak.core.climate import draw
from tests.soak.core.commands import Commands
from tests.soak.core.log import Log
from tests.soak.core.store import Store
from tests.soak.simulation.chance import Chance, Trouble

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
# So much time passes in a step: fifty days in a storm, in which a label of the 28-day risk matures.
_DAYS = 0.25
_LATE_STEPS = 15
# What may end a process that was not killed.
_EXPECTED = (
    *("another worker has it", "is held by", "is given back", "was taken over while", "does not answer"),
    "another rebuild has it",
)
Main = Callable[[], Coroutine[Any, Any, None]]


class Life:
    """One process, from start to end. ``asked``: what it waits for. ``wake``: nothing reaches it before that step."""

    __slots__ = ("asked", "name", "wake", "work")

    def __init__(self, name: str, work: Coroutine[Any, Any, None], wake: int) -> None:
        self.name, self.work, self.wake = name, work, wake
        self.asked: Ask | Rest | None = None


class World:
    """``mains``: who starts again whenever they end. ``ended``: who is to start again, at which step. ``down``: until
    when a server is away."""

    def __init__(self, seed: int, muted: frozenset[int] = frozenset()) -> None:
        self.step = 0
        self.chance = Chance(seed, lambda: self.step, muted)
        self.climate = draw(self.chance.random)
        self.wrong: list[str] = []
        self.store = Store(self.climate.areas, self.wrong)
        self.commands = Commands(self.store)
        self.log = Log(self.calendar, self.chance.random)
        self.safe: set[bytes] = set()
        self.mains: dict[str, Main] = {}
        self.lives: dict[str, Life] = {}
        self.ended: dict[str, int] = {}
        self.down = {"store": 0, "log": 0}
        self.late: list[tuple[int, str, Ask]] = []

    def calendar(self) -> datetime:
        return START + timedelta(days=_DAYS * self.step)

    def start(self, name: str) -> None:
        self.ended.pop(name, None)
        self.lives[name] = Life(name, self.mains[name](), self.step)

    def advance(self) -> None:
        """One step: what is late arrives, and somebody gets an answer and goes on to what they ask for next."""
        self.step += 1
        for name in [name for name, due in self.ended.items() if due <= self.step]:
            self.start(name)
        if self.late:
            self._bring_late()
        ready = [life for life in self.lives.values() if life.wake <= self.step]
        if ready:
            self._go_on(self.chance.random.choice(ready))

    def _bring_late(self) -> None:
        come = [each for each in self.late if each[0] <= self.step]
        self.late = [each for each in self.late if each[0] > self.step]
        for _, name, asked in come:
            self.chance.tell(f"{name} {asked.what}, late")
            self._carry_out(name, asked)

    def _carry_out(self, name: str, asked: Ask) -> tuple[Any, LinnetError | None]:
        self.store.by = name
        try:
            return asked.effect(), None
        except LinnetError as refused:
            return None, refused

    def _go_on(self, life: Life) -> None:
        answer, fault = self._answer(life, life.asked) if isinstance(life.asked, Ask) else (None, None)
        try:
            life.asked = life.work.send(answer) if fault is None else life.work.throw(fault)
        except StopIteration:
            self.end(life, "done")
        except LinnetError as ended:
            self._blame(life, ended, any(each in str(ended) for each in _EXPECTED))
        except Exception as ended:
            self._blame(life, ended, False)
        if isinstance(life.asked, Rest):
            life.wake = self.step + self.chance.random.randint(1, 2 * life.asked.steps)

    def _answer(self, life: Life, asked: Ask) -> tuple[Any, LinnetError | None]:
        self.chance.tell(f"{life.name} {asked.what}")
        if not asked.where:
            return self._carry_out(life.name, asked)
        if self.down[asked.where] > self.step:
            return None, Transient(f"the {asked.where} does not answer: it is down")
        trouble = self.chance.trouble(asked.where, asked.what)
        if trouble is Trouble.SENT_LATE:
            self.delay(life.name, asked)
        if trouble in (Trouble.SENT_LATE, Trouble.LOST):
            return None, Transient(f"the {asked.where} does not answer")
        found = self._carry_out(life.name, asked)
        if trouble is not Trouble.NONE:
            return None, Transient(f"the {asked.where} does not answer in time")
        asked.kept()
        return found

    def delay(self, name: str, asked: Ask) -> None:
        self.late.append((self.step + self.chance.random.randint(1, _LATE_STEPS), name, asked))

    def _blame(self, life: Life, fault: Exception, expected: bool) -> None:
        reason = _write(fault)
        self.end(life, reason)
        if not expected:
            self.wrong.append(f"{life.name} ended by {reason}")

    def end(self, life: Life, why: str) -> None:
        """Nothing that it does from here on reaches the world."""
        self.chance.tell(f"{life.name} ends: {why}")
        life.asked = None
        del self.lives[life.name]
        if why != "done" and life.name in self.mains:
            self.ended[life.name] = self.step + self.chance.random.randint(1, 10)


def _write(fault: Exception) -> str:
    """Of one that says nothing, where it is from."""
    said = str(fault) or f"in {traceback.extract_tb(fault.__traceback__)[-1].name}"
    return f"{type(fault).__name__}: {said}"
