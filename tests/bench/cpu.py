"""How much processor time each process took, and all that is not ours took beside it."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from tests.bench.figures import Figure

OTHERS = "everything else on this machine"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall time, and seconds of processor time (user and system, all threads) by process."""

    wall: float
    cpu: Mapping[str, float]

    def figures(self, events: int) -> list[Figure]:
        return [
            Figure(f"CPU of {name} ({seconds / self.wall:.0%} of a core)", seconds / events * 1e6, "µs/event")
            for name, seconds in self.cpu.items()
        ]


class Meter:
    """Runs from when it is made. ``pids`` by the name to show."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in pids.items()}
        self._wall, self._cpu, self._idle = time.perf_counter(), self._read(), _read_idle()

    def spent(self) -> Spent:
        wall, now, idle = time.perf_counter() - self._wall, self._read(), _read_idle() - self._idle
        cpu = {name: now[name] - self._cpu[name] for name in now}
        others = wall * (os.cpu_count() or 1) - idle - sum(cpu.values())
        return Spent(wall, cpu | {OTHERS: max(others, 0.0)})

    def _read(self) -> dict[str, float]:
        return {name: sum(process.cpu_times()[:2]) for name, process in self._processes.items()}


def _read_idle() -> float:
    times = psutil.cpu_times()
    return float(times.idle + getattr(times, "iowait", 0.0))
