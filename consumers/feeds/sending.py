"""What of a file's events is sent: what is new as it is, what has changed as a correction, what is known not at all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from consumers.feeds.ledger import Entry, row_key
from consumers.feeds.senders import Sender
from consumers.feeds.stays import NEVER, Stays
from consumers.feeds.telling import ERASED, SILENT, Told
from streams.publisher import Outgoing

_ERASED, _SILENT = ERASED.encode(), SILENT.encode()
# Of these no area holds anything.
_NOWHERE = (b"", _ERASED, _SILENT)


class Line(NamedTuple):
    """A line of the spool."""

    id: str
    area: str
    digest: bytes
    event: bytes

    @property
    def said(self) -> bytes:
        """What the ledger keeps of it."""
        return b"%b@%b" % (self.digest, self.area.encode())


def write_line(told: Told) -> bytes:
    return b"%b\t%b\t%b\t%b\n" % (told.id.encode(), told.area.encode(), told.digest.encode(), told.event)


def read_line(raw: bytes) -> Line:
    event_id, area, digest, event = raw.rstrip(b"\n").split(b"\t", 3)
    return Line(event_id.decode(), area.decode(), digest, event)


@dataclass(slots=True)
class Settled:
    """``remembered`` and ``moved``: what the ledger is to keep once the messages are on Kafka."""

    messages: list[Outgoing] = field(default_factory=list)
    remembered: list[tuple[bytes, bytes]] = field(default_factory=list)
    moved: list[tuple[bytes, Stays]] = field(default_factory=list)
    fresh: int = 0
    known: int = 0
    corrected: int = 0


def key_of(sender: Sender, line: Line) -> bytes:
    return row_key(sender.source, line.id)


def stands(before: bytes) -> bool:
    """Whether some area holds what the ledger says that a row said."""
    return before.partition(b"@")[0] not in _NOWHERE


def left_by(line: Line, before: bytes) -> str:
    """The area that the row leaves, which one that tells of nothing any more does; empty where it stays, is new, or was
    erased."""
    area = before.partition(b"@")[2].decode()
    return area if stands(before) and area != line.area else ""


def settle(
    sender: Sender, entry: Entry, lines: Iterable[Line], before: Mapping[bytes, bytes], stays: Mapping[bytes, Stays]
) -> Settled:
    """``before`` and ``stays``: what the ledger holds of these lines' keys. A row that was erased stays erased; one
    that tells of nothing any more is taken back, and comes back under another id. Of several lines of one id the last
    counts: corrections of rows are of the moment of their file, and the later of two could not be told."""
    settled, speaker, said = Settled(), Speaker(sender, entry), dict(before)
    for key, line in _pass_over(sender, lines, settled):
        held, been = said.get(key, b""), stays.get(key, NEVER)
        if line.digest == _SILENT and not stands(held):
            continue
        if held.partition(b"@")[0] == _ERASED or held == line.said:
            settled.known += 1
            continue
        said[key] = line.said
        settled.remembered.append((key, line.said))
        settled.fresh, settled.corrected = settled.fresh + (not held), settled.corrected + bool(held)
        if left := left_by(line, held):
            # One area's log knows nothing of another's: there the row is taken back, here it is new.
            settled.messages += speaker.take_back(line, left, been)
            settled.moved.append((key, been := been.leave(left)))
        if line.digest != _SILENT:
            settled.messages += speaker.tell(line, been, changed=stands(held) and not left)
    return settled


def _pass_over(sender: Sender, lines: Iterable[Line], settled: Settled) -> Iterator[tuple[bytes, Line]]:
    """Without those of one id that a later line says otherwise. Of what are corrections themselves all: each has a
    moment of its own, and it is the log that knows which is later."""
    named = [(key_of(sender, line), line) for line in lines]
    last: dict[bytes, Line] = {}
    for key, line in named:
        if key not in last or last[key].digest != _ERASED:
            last[key] = line
    for key, line in named:
        if last[key] is line or (line.digest not in (_ERASED, _SILENT) and _corrects(line.event)):
            yield key, line
        else:
            settled.known += 1


@dataclass(frozen=True, slots=True)
class Speaker:
    """Of what is said of the rows of a file, under the ids that they have where it is said."""

    sender: Sender
    entry: Entry

    def take_back(self, line: Line, area: str, stays: Stays) -> Iterator[Outgoing]:
        if area not in stays.closed:
            named = stays.name(line.id, area)
            said = {"recorded_at": self.entry.received.isoformat(), "target": named}
            yield self._envelop(f"{named}:m:{self.entry.sha256[:12]}", "record-erased-1", area, said)

    def tell(self, line: Line, stays: Stays, changed: bool) -> Iterator[Outgoing]:
        """``changed``: whether the area knows another state of it. Nothing where somebody else has erased it. What is a
        correction itself is sent as one: of two under one id the later recorded stands, and there are none of any."""
        if line.area in stays.closed:
            return
        named = stays.name(line.id, line.area)
        event = line.event if named == line.id else _rename(line, named)
        if not changed or line.digest == _ERASED or _corrects(event):
            yield Outgoing(self.sender.agency.value, line.area.encode(), event)
            return
        said = {"recorded_at": self.entry.received.isoformat(), "replacement": orjson.Fragment(event)}
        yield self._envelop(f"{named}:r:{self.entry.sha256[:12]}", "record-rectified-1", line.area, said)

    def _envelop(self, event_id: str, kind: str, area: str, said: Mapping[str, object]) -> Outgoing:
        event = {
            "specversion": "1.0", "id": event_id, "source": self.sender.source, "type": kind,
            "time": self.entry.received.isoformat(), "area": area, "data": said,
        }  # fmt: skip
        return Outgoing(self.sender.agency.value, area.encode(), orjson.dumps(event))


def _corrects(event: bytes) -> bool:
    return bool(orjson.loads(event).get("type") == "record-rectified-1")


def _rename(line: Line, named: str) -> bytes:
    event = orjson.loads(line.event)
    if line.digest == _ERASED:
        return orjson.dumps(event | {"id": f"{named}:erased", "data": event["data"] | {"target": named}})
    return orjson.dumps(event | {"id": named})
