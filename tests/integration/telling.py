"""What the log makes of an area, and what Kafka was told of it."""

from itertools import islice

from scoring.batches import Step, run_batch
from scoring.observed import read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.outbox import Entry
from streams.partitions import partition_of
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import ALERTS, OBSERVATIONS, Topic
from tests.laws.memory import MODELS, MemoryStore
from tests.logs import read_log


async def play(settings: Settings, area: str, size: int = 200) -> tuple[MemoryStore, list[Entry]]:
    """What the pure core makes of the area's log in batches of this size, and all that it tells."""
    store, told, partition = MemoryStore(), list[Entry](), partition_of(area, OBSERVATIONS.partitions)
    log = ((message, event) for message, event in read_log(settings) if message.partition() == partition)
    ours = ((message, read_observed(event)) for message, event in log)
    left = iter([(message, observed) for message, observed in ours if observed.area == area])
    while batch := list(islice(left, size)):
        steps = [
            Step(prepare(observed), LogPoint(area, partition, message.offset() or 0, message.timestamp()[1]))
            for message, observed in batch
        ]
        changes, entries = await run_batch(steps, store, MODELS)
        store.commit(changes)
        told += entries
    return store, told


def read_told(settings: Settings, area: str, topic: Topic = ALERTS) -> list[bytes]:
    """What was told of the area as Kafka has it, also what was told again."""
    return [message.value() or b"" for message in read_topic(settings, topic) if message.key() == area.encode()]
