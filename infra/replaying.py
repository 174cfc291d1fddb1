"""Areas replayed side by side: what one process plays runs on one core, and areas know nothing of each other."""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from infra.commands import Move, choose_areas, replay
from infra.stack.leashed import die_with_parent
from streams.errors import Broken, LinnetError
from streams.logs import rest_logging
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import OBSERVATIONS

_CONTEXT = get_context("spawn")
_END_SECONDS = 10.0
_KILLED = "a process that replayed an area was killed: what it had begun is held until the command is given once more"

Group = list[str]
"""Areas of one partition: what is read for one of them is read for all."""


def count_cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def group_areas(areas: Sequence[str]) -> list[Group]:
    placed = sorted((partition_of(area, OBSERVATIONS.partitions), area) for area in areas)
    return [[area for _, area in found] for _, found in groupby(placed, key=lambda each: each[0])]


def replay_all(settings: Settings, wanted: list[str] | None, empty: bool, workers: int, move: Move) -> int:
    """The number of messages read. ``workers`` partitions are played at once, and an area is away only while its own
    is. Cost, for more than one: some two seconds for each worker's start, 250 MB for each.

    Raises :class:`Broken`, :class:`Transient`: what had begun is held until it is replayed once more.
    """
    groups = group_areas(choose_areas(settings, wanted))
    if (count := min(workers, len(groups))) == 1:
        return _play_in_turn(settings, groups, empty, move)
    with _workers(settings, empty, count) as ends:
        return _Board(deque(enumerate(groups)), move).see_to(ends)


def _play_in_turn(settings: Settings, groups: Sequence[Group], empty: bool, move: Move) -> int:
    read = 0
    for group in groups:
        read += asyncio.run(replay(settings, group, empty, partial(_go_on, move, read)))
    return read


def _go_on(move: Move, before: int, done: int, total: int) -> None:
    move(before + done, before + total)


@contextmanager
def _workers(settings: Settings, empty: bool, count: int) -> Iterator[list[Connection]]:
    """None is left at exit, however that comes."""
    pipes = [_CONTEXT.Pipe() for _ in range(count)]
    processes = [_CONTEXT.Process(target=_work, args=(settings, empty, theirs)) for _, theirs in pipes]
    try:
        for process, (_, theirs) in zip(processes, pipes, strict=True):
            process.start()
            theirs.close()
        yield [ours for ours, _ in pipes]
    finally:
        for process in processes:
            if process.pid is not None:
                process.terminate()
                process.join(_END_SECONDS)


def _work(settings: Settings, empty: bool, end: Connection) -> None:
    if sys.platform == "linux":
        die_with_parent(signal.SIGKILL)
    # Ctrl-C is for whoever started us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rest_logging()
    while group := end.recv():
        try:
            count = asyncio.run(replay(settings, group, empty, lambda done, total: end.send((done, total, False))))
        except LinnetError as fault:  # of whichever kind: for whoever started us, who ends with it
            end.send(fault)
            return
        end.send((count, count, True))


@dataclass(slots=True)
class _Board:
    """What is to be played, by whom, and how far that is."""

    waiting: deque[tuple[int, Group]]
    move: Move
    told: dict[int, tuple[int, int]] = field(default_factory=dict)
    playing: dict[Connection, int] = field(default_factory=dict)

    def see_to(self, ends: Sequence[Connection]) -> int:
        try:
            for end in ends:
                self._hand_over(end)
            while self.playing:
                ready = wait(list(self.playing))
                for end in [end for end in self.playing if end in ready]:
                    self._hear(end)
        except (EOFError, OSError):  # Broken: nobody is at the other end
            raise Broken(_KILLED) from None
        return sum(done for done, _ in self.told.values())

    def _hand_over(self, end: Connection) -> None:
        if self.waiting:
            self.playing[end], group = self.waiting.popleft()
            end.send(group)
        else:
            self.playing.pop(end, None)
            end.send([])

    def _hear(self, end: Connection) -> None:
        said = end.recv()
        if isinstance(said, LinnetError):
            raise said
        done, total, ended = said
        self.told[self.playing[end]] = (done, total)
        self.move(sum(done for done, _ in self.told.values()), sum(total for _, total in self.told.values()))
        if ended:
            self._hand_over(end)
