"""The world around Linnet's processes: its clocks, its servers, its agencies; who runs, and who was killed."""

import asyncio
import contextvars
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr

from consumers.receiving.desk import Desk
from scoring.state.holding import NOWHERE
from scoring.state.opening import hold_keys
from scoring.state.store import Position
from streams.errors import LinnetError
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.soak.simulation.broker import Broker
from tests.soak.simulation.chance import Chance
from tests.soak.simulation.clients import Kafka
from tests.soak.simulation.loop import LIFE, Dead, Life, SimulatedLoop
from tests.soak.simulation.processes import MAINS
from tests.soak.simulation.receiver import Receiver
from tests.soak.simulation.store import Store, Written
from tests.soak.simulation.wire import Server
from tests.state_keys import INDEX_KEY, STATE_KEYS

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
# A second of the processes' time is so long in the agencies': between two ticks almost a week passes.
_DAYS = 0.65
_TICK_SECONDS = 10.0
SESSION_SECONDS = 3.0
# An area's keys that only the relay may write, and only it.
_RELAYS = ("outbox", "relayed")
# What may end a process that was not killed: another has its place, or a server was away for too long.
_EXPECTED = (
    *("another worker has it", "another delivery process", "is held by", "is given back", "was taken over while"),
    *("does not answer", "did not acknowledge", "cannot be read past", "has come cannot be read", "Redis is starting"),
)


class World:
    def __init__(self, seed: int, muted: frozenset[int] = frozenset()) -> None:
        self.loop = SimulatedLoop()
        self.loop.world = self
        self.chance = Chance(seed, self.loop.time, muted)
        self.settings = Settings(
            kafka_bootstrap="kafka:9092",
            redis_url="redis://valkey:6379",
            partnership_file=Path(__file__).parent / "partnership.toml",
            tick_seconds=_TICK_SECONDS,
            pseudonym_key=SecretStr("00" * 32),
            state_keys=SecretStr(STATE_KEYS),
            index_key=SecretStr(INDEX_KEY),
            batch_limit=self.chance.random.choice((3, 20, 500)),
        )
        hold_keys(self.settings)
        self.store = Store(self.loop.time)
        self.store.watch = self._watch
        self.server = Server(self.loop, self.store, self.chance)
        self.broker = Broker(self.loop, self.chance, lambda: int(self.calendar().timestamp() * 1000))
        self.kafka = Kafka(self.loop, self.broker, self.chance)
        self.receiver = Receiver(self.chance, self.loop.time)
        self.door: tuple[Desk, Life | None] | None = None
        self.to_rebuild = ("", 0)
        self.lives: dict[str, Life] = {}
        self.wrong: list[str] = []

    # What the loop asks.

    def latency(self) -> float:
        return self.chance.latency()

    async def connect(self, factory: Callable[[], Any], life: Life | None) -> tuple[Any, Any]:
        return await self.server.connect(factory, life)

    # Time.

    def calendar(self) -> datetime:
        """The agencies' time, and the broker's stamps."""
        return START + timedelta(days=_DAYS * self.loop.now)

    def wall(self) -> datetime:
        """The delivery's, which waits for hours and not for weeks."""
        return START + timedelta(seconds=self.loop.now)

    # Processes.

    def start(self, name: str) -> None:
        life = self.lives[name] = Life(name)
        self.chance.tell(f"{name} starts")
        context = contextvars.copy_context()
        context.run(LIFE.set, life)
        self.loop.create_task(self._live(life), context=context)

    async def _live(self, life: Life) -> None:
        try:
            await MAINS[life.name](self)
            life.end("done")
        except (Dead, asyncio.CancelledError):
            pass
        except BaseException as fault:
            self._blame(life, _first(fault))

    def _blame(self, life: Life, fault: BaseException) -> None:
        if not life.alive:
            return
        reason = f"{type(fault).__name__}: {fault}"
        self.chance.tell(f"{life.name} ends: {reason}")
        life.end(reason)
        if not (isinstance(fault, LinnetError) and any(each in reason for each in _EXPECTED)):
            self.wrong.append(f"{life.name} ended by {reason}")

    def exit(self, code: int) -> None:
        """In place of ``os._exit``; what led to it was logged before."""
        life = LIFE.get()
        assert life is not None
        life.end(f"exit {code}")
        raise Dead

    def hear(self, _logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Linnet's log lines are part of the trace."""
        life = LIFE.get()
        said = " ".join(f"{name}={entry[name]}" for name in ("kind", "reason", "code") if name in entry)
        self.chance.tell(f"{life.name if life else 'nobody'} says {entry['event']} {said}")
        if entry["event"] == "ending" and not any(each in str(entry["reason"]) for each in _EXPECTED):
            self.wrong.append(f"{life.name if life else 'nobody'} ended by {said}")
        raise structlog.DropEvent

    def kill(self, name: str) -> None:
        life = self.lives[name]
        if life.alive:
            self.chance.note(f"{name} is killed")
            life.end("killed")

    def expel(self, life: Life) -> None:
        """Its sessions have run out: others get what it had, whether or not it knows."""
        for group in self.broker.groups.values():
            for member in [each for each in group.members if each.life is life]:
                group.leave(member)

    def holder(self, area: str) -> str:
        held = _read(self.store.held.get(f"{{{area}}}:position".encode()))
        return held.holder if held else ""

    # What is watched at every write.

    def _watch(self, unit: Written) -> None:
        places = {key.split(b"}:", 1)[0][1:].decode() for key in unit.before if key.startswith(b"{")}
        for area in places:
            self._watch_area(area, unit)

    def _watch_area(self, area: str, unit: Written) -> None:
        prefix, position = f"{{{area}}}:".encode(), f"{{{area}}}:position".encode()
        touched = {key.removeprefix(prefix).decode() for key in unit.before if key.startswith(prefix)}
        before, after = unit.before.get(position), self.store.held.get(position)
        if "position" not in touched:
            held = _read(after)
            gone = all(self.store.held.get(key) is None for key in unit.before if key.startswith(prefix))
            emptied = held is not None and held.holder and held.offset == NOWHERE and gone
            if not touched <= {*_RELAYS} and not emptied:
                self.wrong.append(f"{area}: {sorted(touched)[:3]} written without the position, by {unit.name}")
        elif after == b"torn":
            self.wrong.append(f"{area}: a commit failed half-way")
        elif (was := _read(before)) and (now := _read(after)) and now.offset <= was.offset and touched != {"position"}:
            self.wrong.append(f"{area}: the position went from {was} to {now}")


def _read(raw: Any) -> Position | None:
    return Position.read(raw) if isinstance(raw, bytes) and raw != b"torn" else None


def _first(fault: BaseException) -> BaseException:
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault


def ends(world: World) -> dict[str, int]:
    """By area, the offset of its last message in the log; -1 where there is none."""
    found = dict.fromkeys(world.settings.partnership.areas, -1)
    for stored in world.broker.visible(OBSERVATIONS.name):
        found[stored.key.decode()] = stored.offset
    return found
