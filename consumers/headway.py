"""Whether whoever reads a topic comes on. One that is given nothing, for it may not read any more or does not get
there, looks as one for which there is nothing: librdkafka tries again for ever and says so to nobody. So Kafka is asked
besides, and the moment at which all was read stands still."""

import time
from collections.abc import Mapping

from prometheus_client import Gauge

from streams.broker import Watermarks
from streams.errors import Transient
from streams.logs import log
from streams.topics import Topic

_EVERY_SECONDS = 60.0


class Headway:
    """``moment`` is when all that the topic had a minute before was seen to be read."""

    def __init__(self, watermarks: Watermarks, topic: Topic, moment: Gauge) -> None:
        self._watermarks, self._topic, self._moment = watermarks, topic, moment
        self._looked = time.monotonic()
        self._ends: dict[int, tuple[int, int]] = {}

    def look(self, reached: Mapping[int, int]) -> None:
        """``reached``: what is read next, by partition. Blocks. Cost: once a minute a call for each partition, else
        nothing."""
        if time.monotonic() - self._looked < _EVERY_SECONDS:
            return
        self._looked = time.monotonic()
        if reached and self._ends and all(self._has_come(*place) for place in reached.items()):
            self._moment.set(time.time())
        self._ends = self._ask(reached)

    def _has_come(self, partition: int, offset: int) -> bool:
        # What the topic has dropped is not waited for.
        low, high = self._ends.get(partition, (0, 0))
        return max(offset, low) >= high

    def _ask(self, reached: Mapping[int, int]) -> dict[int, tuple[int, int]]:
        try:
            return {partition: self._watermarks.of(self._topic.name, partition) for partition in reached}
        except Transient as fault:
            log.warning("waiting", topic=self._topic.name, reason=str(fault))
            return {}
