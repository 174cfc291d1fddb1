"""Faust's aiokafka transport with a fetch wait of ours, and that goes back to where nothing was taken yet.

The driver fixes ``fetch_max_wait_ms`` at 1,500. aiokafka has one fetch in flight for a broker; one that waits for
idle partitions holds back those whose messages were just taken, so at 200 events a second the slowest hundredth
took over two seconds from producer to page. With 20 ms they took a fifth of one; an idle worker asks the broker
fifty times a second, which neither feels.

After a rebalance, and when a fetch raced one, what was fetched is dropped and each partition is sought to its committed
offset. aiokafka seeks nowhere where that is 0 or none (``AIOKafkaConsumer.seek_to_committed``: ``if offset and offset >
0``): of a partition of which nothing was acknowledged yet, up to 500 messages were passed over and never admitted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import faust
from aiokafka.consumer.fetcher import OffsetResetStrategy
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP

_FETCH_WAIT_MS = 20


class PromptThread(AIOKafkaConsumerThread):  # type: ignore[misc]
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS
        return consumer

    async def seek_to_committed(self) -> Mapping[TP, int | None]:
        committed: Mapping[TP, int | None] = await super().seek_to_committed()
        if fresh := [place for place, offset in committed.items() if not offset]:
            await self.call_thread(self._begin, fresh)
        return committed

    async def _begin(self, places: Sequence[TP]) -> None:
        # As seek_to_beginning(), without waiting for the broker to say where that is: what is fetched next does.
        self._ensure_consumer()._fetcher.request_offset_reset(places, OffsetResetStrategy.EARLIEST)


class PromptConsumer(Consumer):  # type: ignore[misc]
    def _new_consumer_thread(self) -> PromptThread:
        return PromptThread(self, loop=self.loop, beacon=self.beacon)


class PromptTransport(Transport):  # type: ignore[misc]
    Consumer = PromptConsumer


class PromptApp(faust.App):  # type: ignore[misc]
    def _new_transport(self) -> PromptTransport:
        return PromptTransport(self.conf.broker_consumer, self)
