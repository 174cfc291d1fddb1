"""A file of messages tried on a sender's declaration, offline: what would be read, refused and dropped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import process_time

import orjson

from consumers.feeds.drafting import MERGED, Author
from consumers.feeds.faults import FileRefused
from consumers.feeds.judging import RefusedRow
from consumers.feeds.messages import MessageJudge, message_feeds
from consumers.feeds.plan import Origin
from consumers.feeds.receipts import refused_rows_header, write_refused
from consumers.feeds.senders import Sender
from consumers.feeds.telling import Told
from streams.errors import Invalid

_FAULTS = 20
_DROPPED = 40


@dataclass(slots=True)
class Reading:
    """``seconds`` of processor time."""

    judge: MessageJudge
    told: list[Told] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    refusal: FileRefused | None = None
    seconds: float = 0.0


def read_messages(path: Path, name: str, sender: Sender, now: datetime) -> Reading:
    """``name``: of the format. Raises :class:`Invalid` for a file that cannot be opened, or a format not declared."""
    feed = next((feed for feed in message_feeds(sender) if feed.name == name), None)
    if feed is None:
        declared = ", ".join(feed.name for feed in message_feeds(sender)) or "none"
        raise Invalid("format", f"senders.{sender.name} has no formats.{name}; it has {declared}")
    author = Author(Origin(sender.source, sender.areas, now), sender.agency, feed.declaration, MERGED in sender.events)
    reading = Reading(MessageJudge(feed, author, path.name, _nothing_before))
    begun = process_time()
    try:
        with path.open("rb") as file:
            for done in reading.judge.judge(file):
                reading.told += done.told
                reading.refused += done.refused
    except FileRefused as fault:
        reading.refusal = fault
    except OSError as fault:  # Invalid
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None
    reading.seconds = process_time() - begun
    return reading


def _nothing_before(_parents: Iterable[str]) -> Mapping[str, Iterable[str]]:
    return {}


def tell_reading(reading: Reading) -> Iterator[str]:
    judge, tally = reading.judge, orjson.loads(reading.judge.tally())
    if reading.refusal:
        yield f"The whole file would be refused ({reading.refusal.code}): {reading.refusal.reason}"
    yield (
        f"{judge.items:,} items: {judge.items - judge.refused:,} accepted, {judge.refused:,} refused; "
        f"{judge.silent:,} of the accepted tell of nothing that is shared; {reading.seconds:.2f} s of processor time"
    )
    kinds: dict[str, int] = {}
    for told in reading.told:
        kind = orjson.loads(told.event)["type"]
        kinds[kind] = kinds.get(kind, 0) + 1
    yield f"They tell of {len(reading.told):,} events" + (":" if kinds else "")
    yield from (f"{count:>9,}  {kind}" for kind, count in sorted(kinds.items()))
    if tally["faults"]:
        yield "Refused, by field and code:"
        yield from (f"{count:>9,}  {name:<28} {code}" for name, code, count in tally["faults"][:_FAULTS])
        first = next(fault for row in reading.refused for fault in row.faults)
        yield f"The first: line {first.line}, {first.column}: {first.code}; expected {first.expected}"
    if tally["dropped"]:
        yield "Beyond what is shared, and so not read:"
        yield from (f"{count:>9,}  {path}" for path, count in list(tally["dropped"].items())[:_DROPPED])


def show_told(reading: Reading, most: int) -> Iterator[str]:
    for told in reading.told[:most]:
        event = orjson.loads(told.event)
        yield orjson.dumps({"id": told.id, "type": event["type"], **event["data"]}, option=orjson.OPT_INDENT_2).decode()


def write_refusals(reading: Reading, path: Path) -> None:
    with path.open("wb") as file:
        file.write(refused_rows_header())
        for row in reading.refused:
            write_refused(file, row)
