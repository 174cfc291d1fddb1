"""A log in memory: the simulated feeds as intake lets them in."""

import time
from collections import Counter

from consumers.admission import Admitted, Received, admit
from consumers.projection import LogMessage
from streams.errors import Broken
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.feeds import UNTIL, Message, simulate_messages


def record(settings: Settings, events: int, seed: int) -> tuple[list[LogMessage], float]:
    """The log, in the order of sending, and the processor seconds that :func:`admit` took for all of it."""
    received = [_receive(offset, message) for offset, message in enumerate(simulate_messages(events, seed))]
    partnership, begun = settings.partnership, time.process_time()
    verdicts = [admit(message, partnership) for message in received]
    seconds = time.process_time() - begun
    offsets, log = Counter[int](), []
    for verdict in verdicts:
        if not isinstance(verdict, Admitted):
            raise Broken(f"a simulated event was refused ({verdict.code})")
        partition = partition_of(verdict.outgoing.key.decode(), OBSERVATIONS.partitions)
        log.append(LogMessage(partition, offsets[partition], _STAMP, verdict.outgoing.value))
        offsets[partition] += 1
    return log, seconds


def _receive(offset: int, message: Message) -> Received:
    return Received(message.topic, 0, offset, _STAMP, message.key, message.value)


_STAMP = int(UNTIL.timestamp() * 1000)
