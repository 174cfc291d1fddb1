"""The same log with less done to it, for comparison: only taken, taken and read, and the core without servers."""

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import islice

from confluent_kafka import Consumer, TopicPartition

from scoring.batches import Step, run_batch
from scoring.observed import Observed, read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from streams.broker import Watermarks
from streams.codec import OBSERVATION
from streams.errors import Broken
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.alone import alone
from tests.bench.figures import Figure, Section
from tests.laws.memory import MemoryStore

_FETCH = 2000
_QUIET_SECONDS = 30.0

Timed = tuple[int, float, float]


def measure_floors(settings: Settings) -> list[Section]:
    rows: dict[str, Callable[[Settings], Timed]] = {
        "confluent-kafka loop that only takes": _take,
        "confluent-kafka loop that takes and reads as the core does": _read_typed,
        "confluent-kafka loop that takes and checks by the contract": _check,
        "the core on decoded events, its store in memory": _link,
    }
    figures = []
    for what, measure in rows.items():
        count, wall, cpu = alone(measure, settings)
        figures += [Figure(what, count / wall, "events/s"), Figure("its processor time", cpu / count * 1e6, "µs/event")]
    return [Section("For comparison, over the same log", figures)]


def _take(settings: Settings) -> Timed:
    return _time(lambda: sum(1 for _ in _read(settings)))


def _read_typed(settings: Settings) -> Timed:
    return _time(lambda: sum(1 for raw in _read(settings) if read_observed(raw)))


def _check(settings: Settings) -> Timed:
    return _time(lambda: sum(1 for raw in _read(settings) if OBSERVATION.validate_json(raw)))


def _link(settings: Settings) -> Timed:
    by_area: dict[str, list[Observed]] = {}
    for event in map(read_observed, _read(settings)):
        by_area.setdefault(event.area, []).append(event)
    return _time(lambda: sum(asyncio.run(_play(events, settings.batch_limit)) for events in by_area.values()))


async def _play(events: list[Observed], limit: int) -> int:
    store, left = MemoryStore(), iter(enumerate(events))
    while batch := list(islice(left, limit)):
        steps = [Step(prepare(event), LogPoint(event.area, 0, offset, 0)) for offset, event in batch]
        changes, _ = await run_batch(steps, store.load)
        store.commit(changes)
    return len(events)


def _time(work: Callable[[], int]) -> Timed:
    wall, cpu = time.perf_counter(), time.process_time()
    count = work()
    return count, time.perf_counter() - wall, time.process_time() - cpu


def _read(settings: Settings) -> Iterator[bytes]:
    watermarks = Watermarks(settings)
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-bench", "enable.auto.commit": False})
    for partition in range(OBSERVATIONS.partitions):
        low, high = watermarks.of(OBSERVATIONS.name, partition)
        consumer.assign([TopicPartition(OBSERVATIONS.name, partition, low)])
        while low < high:
            found = consumer.consume(min(_FETCH, high - low), timeout=_QUIET_SECONDS)
            if not found:
                raise Broken(f"partition {partition} cannot be read past offset {low}")
            yield from (message.value() or b"" for message in found)
            low = (found[-1].offset() or 0) + 1
    consumer.close()
    watermarks.close()
