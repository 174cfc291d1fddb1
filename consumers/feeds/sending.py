"""What of a file's events is sent: what is new as it is, what has changed as a correction, what is known not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from consumers.feeds.ledger import Entry, row_key
from consumers.feeds.senders import Sender
from consumers.feeds.telling import ERASED, Told
from streams.publisher import Outgoing

_ERASED = ERASED.encode()


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
    """``remembered``: what the ledger is to keep once the messages are on Kafka."""

    messages: list[Outgoing] = field(default_factory=list)
    remembered: list[tuple[bytes, bytes]] = field(default_factory=list)
    fresh: int = 0
    known: int = 0
    corrected: int = 0


def key_of(sender: Sender, line: Line) -> bytes:
    return row_key(sender.source, line.id)


def settle(sender: Sender, entry: Entry, lines: Iterable[Line], before: Mapping[bytes, bytes]) -> Settled:
    """``before``: what the ledger holds of these lines' keys. A row that was erased stays erased."""
    settled, topic = Settled(), sender.agency.value
    for line in lines:
        key = key_of(sender, line)
        digest, _, area = before.get(key, b"").partition(b"@")
        if digest == _ERASED or (digest, area) == (line.digest, line.area.encode()):
            settled.known += 1
            continue
        settled.remembered.append((key, line.said))
        settled.fresh, settled.corrected = settled.fresh + (not digest), settled.corrected + bool(digest)
        if digest and area != line.area.encode():
            # One area's log knows nothing of another's: there the row is taken back, here it is new.
            settled.messages.append(Outgoing(topic, area, _erase(sender, entry, line, area.decode())))
        if not digest or line.digest == _ERASED or area != line.area.encode():
            settled.messages.append(Outgoing(topic, line.area.encode(), line.event))
        else:
            settled.messages.append(Outgoing(topic, area, _rectify(sender, entry, line)))
    return settled


def _rectify(sender: Sender, entry: Entry, line: Line) -> bytes:
    said = {"recorded_at": entry.received.isoformat(), "replacement": orjson.Fragment(line.event)}
    return _envelop(sender, entry, f"{line.id}:r:{entry.sha256[:12]}", "record-rectified-1", line.area, said)


def _erase(sender: Sender, entry: Entry, line: Line, area: str) -> bytes:
    said = {"recorded_at": entry.received.isoformat(), "target": line.id}
    return _envelop(sender, entry, f"{line.id}:m:{entry.sha256[:12]}", "record-erased-1", area, said)


def _envelop(sender: Sender, entry: Entry, event_id: str, kind: str, area: str, said: Mapping[str, object]) -> bytes:
    event = {
        "specversion": "1.0", "id": event_id, "source": sender.source, "type": kind,
        "time": entry.received.isoformat(), "area": area, "data": said,
    }  # fmt: skip
    return orjson.dumps(event)
