"""One start of this process as a writer of the audit: a producer, and in each area a chain."""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from scoring.audit.chain import Chain, Head
from scoring.audit.leaf import hash_leaf, write_canonical
from streams.errors import Transient
from streams.publisher import write_producing
from streams.settings import Settings
from streams.topics import AUDIT

# As long as somebody waits for a page.
_SECONDS = 3
_POLL_SECONDS = 1.0


def name_writer(settings: Settings) -> str:
    return f"api-{settings.instance}"


class Unwritten(Transient):
    """Kafka has not acknowledged, or may not have: nothing may be shown."""

    def __init__(self, why: str) -> None:
        super().__init__(f"who looks at what must be written down first, and that cannot be done ({why})")


class Start:
    """Ends at the first record that Kafka does not acknowledge, for the chain is not sure beyond it: whoever writes
    next makes another, from :meth:`heads`. For the event loop's own thread."""

    def __init__(self, settings: Settings, heads: Mapping[str, Head | None]) -> None:
        """``heads``: what Kafka acknowledged last before, by area."""
        self._name = uuid4().hex[:16]
        self._writer = name_writer(settings)
        self._chains = {area: Chain(self._writer, self._name, head) for area, head in heads.items()}
        self._acknowledged: dict[str, Head | None] = dict(heads)
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._producer = Producer(write_producing(settings, _SECONDS) | {"request.timeout.ms": _SECONDS * 1000})
        threading.Thread(target=self._poll, name="audit", daemon=True).start()

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    def knows(self, area: str) -> bool:
        return area in self._chains

    def begin(self, area: str, head: Head | None) -> None:
        self._chains[area] = Chain(self._writer, self._name, head)
        self._acknowledged[area] = head

    def end(self) -> dict[str, Head | None]:
        """What is still on its way is given up; the last that was acknowledged, by area."""
        with self._lock:
            self._ended.set()
        self._producer.purge(blocking=False)
        return dict(self._acknowledged)

    async def write(self, area: str, records: Iterable[dict[str, Any]]) -> None:
        """All are acknowledged by all in-sync replicas when this returns. Raises :class:`Unwritten`."""
        # Nothing else runs before the first await, so the order of the chain is the order of sending.
        waiting = [asyncio.wrap_future(self._send(area, record)) for record in records]
        for answer in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(answer, BaseException):
                raise answer

    def _send(self, area: str, record: dict[str, Any]) -> "Future[None]":
        chain, done = self._chains[area], Future[None]()
        # Whoever asked may go away; the record goes its way, and no callback finds its future cancelled.
        done.set_running_or_notify_cancel()
        record["data"]["link"] = chain.next_link()
        raw = write_canonical(record)
        grown = chain.grow(hash_leaf(raw).hex())

        def delivered(fault: KafkaError | None, _message: Message) -> None:
            if self._note(area, grown.end, fault):
                done.set_result(None)
            else:
                done.set_exception(Unwritten(fault.name() if fault else "_PURGED"))

        with self._lock:
            if self.ended:  # between two records, or while the head of another area was looked for
                raise Unwritten("_ENDED")
            try:
                self._producer.produce(AUDIT.name, key=area.encode(), value=raw, on_delivery=delivered)
            except (BufferError, KafkaException) as fault:  # Transient: the queue is full, or the producer has given up
                self._ended.set()
                raise Unwritten("_QUEUE_FULL" if isinstance(fault, BufferError) else fault.args[0].name()) from fault
        self._chains[area] = grown
        return done

    def _note(self, area: str, end: Head | None, fault: KafkaError | None) -> bool:
        with self._lock:
            if fault is not None:
                self._ended.set()
            if self.ended:
                return False
            self._acknowledged[area] = end
            return True

    def _poll(self) -> None:
        while not self._is_done():
            self._producer.poll(_POLL_SECONDS)

    def _is_done(self) -> bool:
        """Under the lock that a record is sent under: none is sent that nobody waits for the fate of."""
        with self._lock:
            return self.ended and not len(self._producer)
