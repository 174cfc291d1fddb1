"""A file of messages of the field's own formats, judged as a file of rows is: item by item, from one document on."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import orjson

from consumers.feeds.converted import Converted, Item, list_kin, refuse_document
from consumers.feeds.declaration import Declaration
from consumers.feeds.dfe.converting import Recall
from consumers.feeds.documents import MAX_DOCUMENT_BYTES
from consumers.feeds.drafting import Author
from consumers.feeds.faults import FileRefused
from consumers.feeds.formats import FORMATS, MessageFormat, read_declaration
from consumers.feeds.judging import RefusedRow, Slice
from consumers.feeds.senders import Sender
from consumers.feeds.telling import ERASED, Told

_FAULTS_KEPT = 200
# Of as many documents as hold so many at least what was told before is looked up at once.
_ITEMS_AT_ONCE = 500
# Adds what items take back of what was told before.
Withdraw = Callable[[Iterable[Item]], None]


@dataclass(frozen=True, slots=True)
class MessageFeed:
    """``edition``: a digest of the declaration, so that the same bytes are read anew by a mended one."""

    format: MessageFormat
    declaration: Declaration
    edition: str

    @property
    def name(self) -> str:
        return self.format.name

    @property
    def files(self) -> tuple[str, ...]:
        return (*self.format.files, *(name.lower() for name in self.declaration.files))


def message_feeds(sender: Sender) -> tuple[MessageFeed, ...]:
    """Raises :class:`streams.errors.Broken` for a declaration with a mistake in it."""
    names = [name for name in sender.formats if name in FORMATS]
    return tuple(_bind(FORMATS[name], read_declaration(sender, name)) for name in names)


def _bind(format: MessageFormat, declaration: Declaration) -> MessageFeed:
    said = declaration.model_dump_json().encode()
    return MessageFeed(format, declaration, hashlib.sha256(said).hexdigest()[:16])


class MessageJudge:
    """Reads one file once. ``kin``: ids of events with what they can be taken back by, to be kept."""

    def __init__(
        self, feed: MessageFeed, author: Author, name: str, recall: Recall, withdraw: Withdraw | None = None
    ) -> None:
        """``name``: the file's; of some formats its ending says that it has a document a line."""
        self._feed, self._author, self._name = feed, author, name
        self._recall, self._withdraw = recall, withdraw
        self.kin: list[tuple[str, str]] = []
        self.items = self.refused = self.silent = self._told = 0
        self._codes: Counter[tuple[str, str]] = Counter()
        self._dropped: Counter[str] = Counter()
        self._filled: Counter[str] = Counter()
        self._late: Counter[int] = Counter()

    def judge(self, file: BinaryIO) -> Iterator[Slice]:
        """Raises :class:`FileRefused`. A file of a document a line is read line by line."""
        held = Converted()
        for raw, line in self._documents(file):
            try:
                found = self._feed.format.convert(raw, self._author, self._recall)
            except FileRefused as fault:  # Invalid: of this line alone
                if not line:
                    raise
                found = Converted([refuse_document(fault)])
            held.add(found.on_line(line) if line else found)
            if len(held.items) >= _ITEMS_AT_ONCE:
                yield self._take(held)
                held = Converted()
        if held.items or held.dropped:
            yield self._take(held)

    def _documents(self, file: BinaryIO) -> Iterator[tuple[bytes, int]]:
        ending = self._feed.format.by_line
        if not ending or not self._name.lower().endswith(ending):
            yield file.read(MAX_DOCUMENT_BYTES + 1), 0
            return
        number = 0
        while raw := file.readline(MAX_DOCUMENT_BYTES + 1):
            number += 1
            if len(raw) > MAX_DOCUMENT_BYTES:
                raise FileRefused("line-too-long", f"a line of more than {MAX_DOCUMENT_BYTES:,} bytes", number)
            if raw.strip():
                yield raw, number

    def _take(self, found: Converted) -> Slice:
        if self._withdraw:
            self._withdraw(found.items)
        done = Slice(list(found.told), rows=len(found.items), silent=found.silent)
        done.refused = [RefusedRow(item.faults, "") for item in found.items if item.refused]
        done.line = max((item.line for item in found.items), default=0)
        self.items, self.refused = self.items + done.rows, self.refused + found.refused
        self.silent, self._told = self.silent + done.silent, self._told + len(done.told)
        self._dropped.update(found.dropped)
        for item in found.items:
            self._codes.update({(fault.field, fault.code) for fault in item.faults})
        self.kin += list_kin(found.items)
        for told in done.told:
            self._measure(told)
        return done

    def _measure(self, told: Told) -> None:
        if told.digest == ERASED:
            return
        said: dict[str, Any] = orjson.loads(told.event)["data"]
        said = said.get("replacement", {"data": said})["data"]
        for part in ("person", "address"):
            self._filled.update(f"{part}.{name}" for name in said.get(part, ()))
        self._late[(self._author.origin.received - datetime.fromisoformat(said["recorded_at"])).days] += 1

    def tally(self) -> str:
        """As of a file of rows, and what was left behind."""
        tally = {
            "kind": "items", "rows": self.items, "refused": self.refused, "silent": self.silent, "repeated": 0,
            "unread": 0, "told": self._told, "filled": dict(self._filled),
            "late": {str(days): count for days, count in self._late.items()},
            "faults": [[*key, count] for key, count in self._codes.most_common(_FAULTS_KEPT)],
            "dropped": dict(self._dropped.most_common(_FAULTS_KEPT)),
        }  # fmt: skip
        return orjson.dumps(tally).decode()
