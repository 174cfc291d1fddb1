"""From messages of ``links`` to the index across areas."""

from collections.abc import Collection, Iterable, Iterator

from confluent_kafka import Message

from scoring.linkage.records import RecordId
from scoring.state.keys import Subject
from scoring.state.tracing import Told, TraceIndex
from streams import metrics
from streams.codec import LINK, decode
from streams.errors import Broken, Invalid
from streams.topics import LINKS, MAX_DEAD_LETTER_BYTES


class Following:
    """The one process that keeps the index, for as long as its positions are those it left there."""

    def __init__(self, index: TraceIndex, areas: Collection[str]) -> None:
        self._index = index
        self._areas = areas
        self.next: dict[int, int] = {}

    async def resume(self, partition: int, low: int, high: int) -> int:
        """The next offset to read. ``low`` and ``high`` are the topic's first and next. Raises :class:`Broken` when the
        topic does not reach from there."""
        following = await self._index.position(partition)
        if not low <= following <= high:
            raise Broken(
                f"the trace has partition {partition} of {LINKS.name} up to {following}, and the topic holds {low} to "
                f"{high}: this is another cluster's Redis, or the topic has lost a part"
            )
        self.next[partition] = following
        return following

    async def take(self, partition: int, messages: Collection[Message]) -> None:
        """All are in when this returns. ``messages`` are of this partition, in order; those before ``next`` are passed
        over. Raises :class:`Transient` where Redis does not answer or an area is being rebuilt; then :meth:`resume`."""
        before = self.next[partition]
        due = [message for message in messages if (message.offset() or 0) >= before]
        if due:
            after = (due[-1].offset() or 0) + 1
            await self._index.take(partition, before, after, self._read(partition, due))
            self.next[partition] = after
            metrics.TRACED.inc(len(due))

    def _read(self, partition: int, messages: Iterable[Message]) -> Iterator[Told]:
        for message in messages:
            try:
                event = decode(LINK, message.value(), MAX_DEAD_LETTER_BYTES)
            except Invalid as fault:
                raise Broken(f"{LINKS.name} partition {partition} offset {message.offset()}: {fault.code}") from None
            said = event.data
            if said.kind == Subject.PERSON.value and event.area in self._areas:
                records = (record for held in (said.before, said.after) for each in held.values() for record in each)
                yield Told(event.area, frozenset(map(RecordId, records)), said.log_offset)
