"""Between the real Redis client and the store: bytes, which come late, get lost on the way, or whose answer does."""

import asyncio
from collections.abc import Callable
from typing import Any

import hiredis

from tests.soak.simulation.chance import Chance, Trouble
from tests.soak.simulation.loop import Dead, Life, SimulatedLoop
from tests.soak.simulation.store import Refusal, Store, write_score

# Longer than the client waits (scoring/state/connection.py).
_LATE = (5.5, 9.0)
_Commands = list[list[bytes]]


class Server:
    """``down`` until some moment: then nobody is answered, and who connects is refused."""

    def __init__(self, loop: SimulatedLoop, store: Store, chance: Chance) -> None:
        self._loop, self.store, self._chance = loop, store, chance
        self.down_until = 0.0
        self._pipes: list[Pipe] = []

    @property
    def is_up(self) -> bool:
        return self._loop.now >= self.down_until

    async def connect(self, factory: Callable[[], Any], life: Life | None) -> tuple["Pipe", Any]:
        await asyncio.sleep(self._chance.latency())
        if life is not None:
            life.check()
        if not self.is_up:
            raise ConnectionRefusedError("down")
        protocol = factory()
        pipe = Pipe(self._loop, self, protocol, life, self._chance)
        self._pipes = [each for each in self._pipes if not each.closed] + [pipe]
        protocol.connection_made(pipe)
        return pipe, protocol

    def crash(self, seconds: float) -> int:
        """How many writes were lost."""
        lost = self.store.lose_tail(lambda number: self._chance.random.randint(0, number))
        self.down_until = self._loop.now + seconds
        for pipe in self._pipes:
            pipe.reset()
        self._pipes.clear()
        return lost


class Pipe(asyncio.Transport):
    """One connection, as the client's side of it is to asyncio."""

    def __init__(self, loop: SimulatedLoop, server: Server, protocol: Any, life: Life | None, chance: Chance) -> None:
        super().__init__()
        self._loop, self._server, self._protocol, self._life, self._chance = loop, server, protocol, life, chance
        self._reader = hiredis.Reader()
        self._sent_until = self._answered_until = 0.0
        self.closed = False

    def write(self, data: Any) -> None:
        if self._life is not None and not self._life.alive:
            raise Dead
        if self.closed:
            return
        self._reader.feed(bytes(data))
        commands: _Commands = []
        while (words := self._reader.gets()) is not False:
            commands.append(words)
        if commands:
            self._send(commands)

    def writelines(self, list_of_data: Any) -> None:
        self.write(b"".join(list_of_data))

    def _send(self, commands: _Commands) -> None:
        name = commands[0][0].decode().upper()
        trouble = self._chance.trouble("store", name) if name not in ("HELLO", "CLIENT", "PING") else Trouble.NONE
        late = self._chance.random.uniform(*_LATE)
        delay = self._chance.latency() + (late if trouble is Trouble.SENT_LATE else 0.0)
        self._sent_until = max(self._sent_until, self._loop.now + delay)
        if trouble is Trouble.LOST:
            self._loop.call_at(self._sent_until, self.reset)
        else:
            self._loop.call_at(self._sent_until, self._arrive, commands, trouble)

    def _arrive(self, commands: _Commands, trouble: Trouble) -> None:
        """Also when the client has given up meanwhile, or is dead: what is on its way is not called back."""
        if not self._server.is_up or (self.closed and trouble is not Trouble.SENT_LATE):
            return
        answers = b"".join(self._take(words) for words in _units(commands))
        if trouble is Trouble.ANSWER_LOST:
            self._loop.call_later(self._chance.latency(), self.reset)
            return
        delay = self._chance.latency()
        if trouble is Trouble.ANSWER_LATE:
            delay += self._chance.random.uniform(*_LATE)
        if self._life is not None:
            delay += max(self._life.stalled - self._loop.now, 0.0)
        self._answered_until = max(self._answered_until, self._loop.now + delay)
        self._loop.call_at(self._answered_until, self._answer, answers)

    def _take(self, unit: _Commands) -> bytes:
        name = unit[0][0].decode().upper()
        if name == "HELLO":
            return b"%1\r\n$5\r\nproto\r\n:3\r\n"
        if name == "CLIENT":
            return b"-ERR unknown subcommand\r\n" if unit[0][1].upper() == b"MAINT_NOTIFICATIONS" else b"+OK\r\n"
        if name == "MULTI":
            answers = self._server.store.take_all(unit[1:-1])
            self._chance.note(f"store {'+'.join(words[0].decode() for words in unit[1:-1])}")
            return b"+OK\r\n" + b"+QUEUED\r\n" * len(answers) + write_answer(answers)
        answer = self._server.store.take(unit[0])
        if answer:  # the relay asks for what there is to tell, and mostly there is nothing
            self._chance.note(f"store {name}")
        return write_answer(answer)

    def _answer(self, answers: bytes) -> None:
        if not self.closed and (self._life is None or self._life.alive):
            self._protocol.data_received(answers)

    def reset(self) -> None:
        if not self.closed:
            self.closed = True
            if self._life is None or self._life.alive:
                self._protocol.connection_lost(ConnectionResetError("reset"))

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._loop.call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is buffered."""

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        """Never so much comes."""

    def resume_reading(self) -> None:
        """Never paused."""


def _units(commands: _Commands) -> list[_Commands]:
    """Commands one by one, and those from MULTI to EXEC together."""
    units: list[_Commands] = []
    opened = False
    for words in commands:
        name = words[0].upper()
        if opened:
            units[-1].append(words)
        else:
            units.append([words])
        opened = name == b"MULTI" or (opened and name != b"EXEC")
    return units


def write_answer(answer: Any) -> bytes:
    """RESP3."""
    match answer:
        case None:
            return b"_\r\n"
        case Refusal():
            return b"-%s\r\n" % str(answer).encode()
        case str():
            return b"+%s\r\n" % answer.encode()
        case bytes():
            return b"$%d\r\n%s\r\n" % (len(answer), answer)
        case float():
            return b",%s\r\n" % write_score(answer)
        case int():
            return b":%d\r\n" % answer
        case list():
            return b"*%d\r\n" % len(answer) + b"".join(map(write_answer, answer))
    raise TypeError(type(answer))
