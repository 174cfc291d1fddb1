"""From messages of ``audit`` to what is looked up of it."""

from collections.abc import Sequence

from confluent_kafka import Message

from scoring.audit.entry import Entry, write_entry
from scoring.state.auditing import AuditIndex
from streams.codec import LOOK, decode
from streams.errors import Broken, Invalid
from streams.logs import log
from streams.topics import AUDIT


class Indexing:
    """The one process that keeps the index, for as long as its positions are those it left there."""

    def __init__(self, index: AuditIndex) -> None:
        self._index = index
        self._next: dict[int, int] = {}

    async def resume(self, partition: int, low: int, high: int) -> int:
        """The next offset to read. Raises :class:`Broken` when the topic does not reach from there."""
        held = await self._index.position(partition)
        if not low <= held <= high:
            raise Broken(
                f"the audit's index has partition {partition} of {AUDIT.name} up to {held}, and the topic holds {low} "
                f"to {high}: this is another cluster's Redis, or the topic has lost a part"
            )
        self._next[partition] = held
        return held

    async def take(self, partition: int, messages: Sequence[Message]) -> None:
        """All are in when this returns. ``messages`` are of this partition, in order; those taken before are passed
        over. Raises :class:`Transient` where Redis does not answer; then :meth:`resume`."""
        before = self._next[partition]
        due = [message for message in messages if (message.offset() or 0) >= before]
        if not due:
            return
        by_area: dict[str, list[Message]] = {}
        for message in due:
            by_area.setdefault((message.key() or b"").decode(errors="replace"), []).append(message)
        entries = {area: await self._read(area, found) for area, found in by_area.items()}
        after = (due[-1].offset() or 0) + 1
        await self._index.take(partition, before, after, entries)
        self._next[partition] = after

    async def _read(self, area: str, messages: Sequence[Message]) -> list[Entry]:
        count, entries = await self._index.count(area), list[Entry]()
        for message in messages:
            try:
                record = decode(LOOK, message.value())
            except Invalid as fault:
                # Nothing of ours writes such: it has its place in the tree, and linnet audit verify names it.
                log.warning("unreadable", topic=AUDIT.name, offset=message.offset() or 0, code=fault.code)
                continue
            entries.append(write_entry(count + len(entries), record))
        return entries
