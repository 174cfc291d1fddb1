"""Faust's aiokafka transport with a fetch wait of ours.

The driver fixes ``fetch_max_wait_ms`` at 1,500. aiokafka has one fetch in flight for a broker; one that waits for
idle partitions holds back those whose messages were just taken, so at 200 events a second the slowest hundredth
took over two seconds from producer to page. With 20 ms they took a fifth of one; an idle worker asks the broker
fifty times a second, which neither feels.
"""

from typing import Any

import faust
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport

_FETCH_WAIT_MS = 20


class PromptThread(AIOKafkaConsumerThread):  # type: ignore[misc]
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS
        return consumer


class PromptConsumer(Consumer):  # type: ignore[misc]
    def _new_consumer_thread(self) -> PromptThread:
        return PromptThread(self, loop=self.loop, beacon=self.beacon)


class PromptTransport(Transport):  # type: ignore[misc]
    Consumer = PromptConsumer


class PromptApp(faust.App):  # type: ignore[misc]
    def _new_transport(self) -> PromptTransport:
        return PromptTransport(self.conf.broker_consumer, self)
