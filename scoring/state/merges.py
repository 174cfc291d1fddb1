"""What agencies said of their own numbers, for whoever looks at records: see :mod:`scoring.linkage.merging`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.linkage.clustering import Pair
from scoring.linkage.matching import Finding, Waterfall
from scoring.linkage.merging import WORD, list_reads
from scoring.linkage.numbers import bare, source_of
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import Cell, Decisions, Merges, Worker
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.contract import EventKey


@dataclass(frozen=True, slots=True)
class MergeSeen:
    """``kept`` and ``gone`` as the agency writes them; ``recorded``: Unix seconds; ``worker``: whom to ring."""

    event: EventKey
    source: str
    kept: str
    gone: str
    recorded: float
    worker: Worker


async def fetch_merges(shelf: Shelf, records: Iterable[RecordId]) -> None:
    """Of person records whose decisions were read: what :func:`list_merges` asks for. Cost: a round trip, where there
    are any."""
    held = [shelf.document(keys.decisions(Subject.PERSON, record), Decisions) for record in records]
    await shelf.fetch([keys.cell(said.event) for each in held if each for said in each.said])


def list_merges(shelf: Shelf, subject: Subject, pair: Pair) -> tuple[MergeSeen, ...]:
    """Those that say something of these two, latest first."""
    found = [see_merge(shelf, said) for said, _ in _said(shelf, subject, pair)]
    return tuple(sorted((each for each in found if each), key=lambda each: (-each.recorded, each.event)))


def add_word(shelf: Shelf, subject: Subject, pair: Pair, waterfall: Waterfall, stripped: bool) -> Waterfall:
    """The waterfall with what the agency said as its last line. ``stripped``: not all that was compared is told, so
    what the two weigh is not either."""
    weights = [weight for _, weight in _said(shelf, subject, pair)]
    if not weights:
        return waterfall
    word = WORD if stripped else weights[0] - waterfall.weight
    # Weaker than by itself: it was raised so far that somebody looks at the two.
    level = "merged by the agency" if word <= WORD else "merged by the agency, for somebody to look at"
    total = waterfall.weight + word
    finding = Finding("agency's own numbers", level, "", "", word)
    return Waterfall((*waterfall.findings, finding), total, 1 / (1 + 2 ** (-total / 100)))


async def find_merges(shelf: Shelf, numbers: Iterable[str]) -> list[MergeSeen]:
    """All that name one of these numbers, which have their source in front. Cost: two round trips."""
    wanted = {*numbers}
    named = list(dict.fromkeys(list_reads(sorted(wanted))))
    await shelf.fetch(named)
    held = [found for key in named if (found := shelf.document(key, Merges))]
    events = sorted({each.event for found in held for each in found.merges if {each.kept, each.gone} & wanted})
    await shelf.fetch(map(keys.cell, events))
    return [seen for event in events if (seen := see_merge(shelf, event))]


def see_merge(shelf: Shelf, event: EventKey) -> MergeSeen | None:
    cell = shelf.document(keys.cell(event), Cell)
    if cell is None or cell.merging is None:
        return None
    said = cell.merging
    return MergeSeen(event, source_of(said.kept), bare(said.kept), bare(said.gone), said.recorded, said.worker)


def _said(shelf: Shelf, subject: Subject, pair: Pair) -> Iterator[tuple[EventKey, int]]:
    held = shelf.document(keys.decisions(subject, pair[0]), Decisions)
    return ((said.event, said.weight) for said in (held.said if held else ()) if said.other == pair[1])
