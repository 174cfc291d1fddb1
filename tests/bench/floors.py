"""The same log with less done to it, for comparison: only taken, taken and read, and the core without servers."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from confluent_kafka import Consumer, TopicPartition

from scoring.batches import Step, run_batch
from scoring.linkage.models import load_models
from scoring.observed import Observed, read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from streams.broker import Watermarks
from streams.codec import OBSERVATION
from streams.errors import Broken
from streams.sealing.envelope import Find, unseal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.alone import alone
from tests.bench.figures import Figure, Section
from tests.laws.memory import MemoryStore

_FETCH = 2000
_QUIET_SECONDS = 30.0


@dataclass(slots=True)
class Timed:
    count: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def run(self, work: Callable[[], int]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        self.count += work()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def measure_floors(settings: Settings) -> list[Section]:
    rows: dict[str, Callable[[Settings], Timed]] = {
        "confluent-kafka loop that only takes": _take,
        "confluent-kafka loop that takes and reads as the core does": _take_and_read,
        "confluent-kafka loop that takes and checks by the contract": _take_and_check,
        "the core on events it has read, its store in memory": _link,
    }
    figures = []
    for what, measure in rows.items():
        timed = alone(measure, settings)
        figures.append(Figure(what, timed.count / timed.wall, "events/s"))
        figures.append(Figure("its processor time", timed.cpu / timed.count * 1e6, "µs/event"))
    return [Section("For comparison, over the same log", figures)]


def _take(settings: Settings) -> Timed:
    return _loop(settings, lambda raw: raw)


def _take_and_read(settings: Settings) -> Timed:
    find = _read_keys(settings)
    return _loop(settings, lambda raw: read_observed(unseal(raw, find)))


def _take_and_check(settings: Settings) -> Timed:
    find = _read_keys(settings)
    return _loop(settings, lambda raw: _check(unseal(raw, find)))


def _check(raw: bytes) -> object:
    """What was past its age when it came in is no agency's event any more."""
    return raw if b'"record-aged-1"' in raw else OBSERVATION.validate_json(raw)


def _read_keys(settings: Settings) -> Find:
    keys = Keys(settings)
    keys.read_on()
    return keys.find


def _loop(settings: Settings, work: Callable[[bytes], object]) -> Timed:
    timed = Timed()
    for partition in range(OBSERVATIONS.partitions):
        messages = _read(settings, partition)
        next(messages, None)  # connecting and the first answer, half a second and more, are not the loop's
        timed.run(lambda messages=messages: sum(1 for raw in messages if work(raw)))  # type: ignore[misc]
    return timed


def _link(settings: Settings) -> Timed:
    find, by_area = _read_keys(settings), dict[str, list[Observed]]()
    for partition in range(OBSERVATIONS.partitions):
        for event in (read_observed(unseal(raw, find)) for raw in _read(settings, partition)):
            by_area.setdefault(event.area, []).append(event)
    timed = Timed()
    timed.run(lambda: sum(asyncio.run(_play(events, settings.batch_limit)) for events in by_area.values()))
    return timed


async def _play(events: list[Observed], limit: int) -> int:
    store, left = MemoryStore(), iter(enumerate(events))
    while batch := list(islice(left, limit)):
        steps = [Step(prepare(event), LogPoint(event.area, 0, offset, 0)) for offset, event in batch]
        changes, _ = await run_batch(steps, store, load_models())
        store.commit(changes)
    return len(events)


def _read(settings: Settings, partition: int) -> Iterator[bytes]:
    watermarks = Watermarks(settings)
    low, high = watermarks.of(OBSERVATIONS.name, partition)
    watermarks.close()
    consumer = Consumer(settings.kafka_client() | {"group.id": "linnet-bench", "enable.auto.commit": False})
    consumer.assign([TopicPartition(OBSERVATIONS.name, partition, low)])
    limit = 1
    while low < high:
        found = consumer.consume(min(limit, high - low), timeout=_QUIET_SECONDS)
        if not found:
            raise Broken(f"partition {partition} cannot be read past offset {low}")
        yield from (message.value() or b"" for message in found)
        low, limit = (found[-1].offset() or 0) + 1, _FETCH
    consumer.close()
