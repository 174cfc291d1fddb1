"""A steady flow for an hour: does anything grow that should not?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from statistics import linear_regression, mean, median

import psutil
from redis import Redis

from infra.deploy.capacity import EVENTS_A_YEAR, SIZES
from scoring.state import keys
from scoring.state.keys import in_area
from tests.bench.cpu import Meter, Spent
from tests.bench.feeds import Message
from tests.bench.figures import rank
from tests.bench.pacing import send_evenly
from tests.events import raw
from tests.soak.faults.ground import ROLES, Ground, ground
from tests.soak.faults.homes import key_of, visit
from tests.soak.faults.judging import Verdict, judge
from tests.soak.faults.storm import Say
from tests.soak.faults.traffic import Looker, Sender

_AREAS = 3
# Each home is come back to so often, as people are who are in trouble: what is new to Linnet ends early.
_VISITS = 12
_YEAR_SECONDS = 365 * 86_400
_SAMPLES_A_SECOND = 10
_LOOK_SECONDS = _GAUGE_SECONDS = 5.0
_POLL_SECONDS = 0.004
# What starts is not flat yet.
_LEAD = 0.2
_MIB = 1 << 20
# Half an hour cannot tell of less. Valkey holds what becomes known, and Kafka's heap has an end of its own.
_LONG_ENOUGH, _MOST_GROWTH, _MOST_DRIFT = 1800.0, 4.0, 1.25
_MAY_GROW = frozenset(("Valkey", "Kafka"))


def work_out_rate(times: float) -> float:
    """Events a second: so many times what a nation has in the mean, by the table of sizes in ``docs/operating.md``."""
    return times * SIZES[-1].residents * EVENTS_A_YEAR / _YEAR_SECONDS


@dataclass(slots=True)
class Gauged:
    """``at`` in seconds from the start. ``known``: what a sampled event took from produce until it was in Redis, in
    seconds. ``weight``: MiB of memory by process."""

    seconds: float
    at: list[float] = field(default_factory=list)
    weight: dict[str, list[float]] = field(default_factory=dict)
    known: list[tuple[float, float]] = field(default_factory=list)
    sent: int = 0
    behind: float = 0.0
    spent: Spent = field(default_factory=lambda: Spent(0.0, {}))

    def latencies(self, start: float, end: float) -> list[float]:
        """Sorted, in milliseconds."""
        return sorted(took * 1000 for at, took in self.known if start <= at < end)

    def weigh(self, name: str, start: float, end: float) -> float:
        found = [mib for at, mib in zip(self.at, self.weight[name], strict=True) if start <= at < end]
        return mean(found) if found else float("nan")

    def growth(self, name: str) -> float:
        """MiB an hour, by least squares, without the first fifth."""
        pairs = [pair for pair in zip(self.at, self.weight[name], strict=True) if pair[0] >= _LEAD * self.seconds]
        if len(pairs) < 2:
            return float("nan")
        return linear_regression([at for at, _ in pairs], [mib for _, mib in pairs]).slope * 3600

    def drift(self) -> float:
        """The median latency of the last third over that of the one before."""
        third = self.seconds / 3
        before, after = self.latencies(third, 2 * third), self.latencies(2 * third, self.seconds)
        return median(after) / median(before) if before and after else float("nan")

    def judge(self, verdict: Verdict) -> None:
        """Whether memory and latency are flat, by the limits above. In less than half an hour neither can be told."""
        if self.seconds < _LONG_ENOUGH:
            return
        for name in self.weight.keys() - _MAY_GROW:
            grown = self.growth(name)
            verdict.hold(grown <= _MOST_GROWTH, f"{name} grows by {grown:.1f} MiB an hour")
        verdict.hold(self.drift() <= _MOST_DRIFT, f"the median latency grew by {self.drift():.2f}")


def flow(home: Path, rate: float, seconds: float, tick_seconds: float, say: Say) -> tuple[Gauged, Verdict]:
    with ground(home, areas=_AREAS, tick_seconds=tick_seconds) as found:
        gauged, sender, looker = Gauged(seconds), Sender(0), found.looker("looker")
        pids = {role: found.pid(role) for role in ROLES}
        _flow(found, gauged, sender, looker, rate, say)
        say("until it is quiet, and judged")
        ended = [role for role, pid in pids.items() if found.pid(role) != pid]
        verdict = judge(found, [sender], [looker], seconds=600)
        verdict.hold(not ended, f"{', '.join(ended)} ended by itself")
    return gauged, verdict


def _flow(found: Ground, gauged: Gauged, sender: Sender, looker: Looker, rate: float, say: Say) -> None:
    meter, begun = Meter(_list_pids(found)), time.perf_counter()
    with _watching_cells(found, gauged, begun) as pending, _gauging(found, gauged, looker, begun, say):
        step = max(round(rate / _SAMPLES_A_SECOND), 1)
        events = _tell(found.areas, Random(1), round(rate * gauged.seconds))
        ids = set()
        for (_, _, event_id, cell), at in send_evenly(found.settings, round(rate), events, lambda one: one[0]):
            ids.add(event_id)
            gauged.sent += 1
            if gauged.sent % step == 0:
                pending[cell] = at
        sender.acknowledged |= ids
        ended = time.perf_counter()
    gauged.behind, gauged.spent = time.perf_counter() - ended, meter.spent()


def _tell(areas: list[str], chance: Random, number: int) -> Iterator[tuple[Message, str, str, str]]:
    """The message, its area, the event's id, and where Redis has it once it is known."""
    homes = max(number // (len(areas) * _VISITS), 1)
    for each in range(number):
        area, home = areas[each % len(areas)], chance.randrange(homes)
        event = visit(area, home, each)
        yield Message("police", area.encode(), raw(event)), area, event["id"], in_area(area, keys.cell(key_of(event)))


@contextmanager
def _watching_cells(found: Ground, gauged: Gauged, begun: float) -> Iterator[dict[str, float]]:
    """What is put in, by cell and when it was sent, is timed; ends when all are known."""
    pending: dict[str, float] = {}
    done = threading.Event()

    def watch() -> None:
        with Redis.from_url(found.settings.redis_url) as redis:
            while pending or not done.is_set():
                cells = list(pending)
                there = _exist(redis, cells)
                now = time.perf_counter()
                for cell in (cell for cell, known in zip(cells, there, strict=True) if known):
                    at = pending.pop(cell)
                    gauged.known.append((at - begun, now - at))
                time.sleep(_POLL_SECONDS)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield pending
    done.set()
    watcher.join(600)
    assert not watcher.is_alive(), "what was sent is not known after 600 s"


def _exist(redis: "Redis", cells: list[str]) -> list[bool]:
    asked = redis.pipeline(transaction=False)
    for cell in cells:
        asked.exists(cell)
    return [bool(answer) for answer in asked.execute()] if cells else []


@contextmanager
def _gauging(found: Ground, gauged: Gauged, looker: Looker, begun: float, say: Say) -> Iterator[None]:
    done = threading.Event()

    def gauge() -> None:
        for number in count(1):
            if done.wait(begun + number * _GAUGE_SECONDS - time.perf_counter()):
                return
            looker.look(found.areas[0], "Ashby")
            gauged.at.append(time.perf_counter() - begun)
            for name, pid in _list_pids(found).items():
                gauged.weight.setdefault(name, []).append(psutil.Process(pid).memory_info().rss / _MIB)
            if number % 12 == 0:
                say(f"{gauged.at[-1] / 60:.0f} min: {gauged.sent:,} sent, {len(gauged.known):,} samples known")

    gauging = threading.Thread(target=gauge, daemon=True)
    gauging.start()
    yield
    done.set()
    gauging.join()


def _list_pids(found: Ground) -> dict[str, int]:
    with Redis.from_url(found.settings.redis_url) as redis:
        valkey = int(redis.info("server")["process_id"])
    return {role: found.pid(role) for role in ROLES} | {"Kafka": found.cluster.nodes[0].pid, "Valkey": valkey}


def rank_ms(ordered: list[float], share: float) -> str:
    return f"{rank(ordered, share):.0f}" if ordered else ""
