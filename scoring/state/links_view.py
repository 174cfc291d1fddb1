"""What holds a person or an address together, what people decided about it, and any one pair."""

from collections.abc import Collection
from dataclasses import dataclass

from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.records import EntityId, RecordId
from scoring.linkage.ties import find_ties
from scoring.state import keys
from scoring.state.documents import Cell, Decision, Decisions
from scoring.state.keys import Subject
from scoring.state.pairs import PairSeen, RecordSeen, read_decisions, read_known, see
from scoring.state.reads import Shelf
from scoring.state.worlds import group
from streams.contract import EventKey


@dataclass(frozen=True, slots=True)
class LinksView:
    """``ties`` hold the entity together, weakest first; ``decided`` are the other pairs that a person decided about,
    also with records of others."""

    id: EntityId
    records: tuple[RecordSeen, ...]
    ties: tuple[PairSeen, ...]
    decided: tuple[PairSeen, ...]


async def view_links(shelf: Shelf, subject: Subject, record: RecordId) -> LinksView | None:
    """``record`` is any record id of the person or address. None for one of which nothing may be told."""
    names = (await read_known(shelf, subject, {record})).names
    if record not in names:
        return None
    entity = names[record]
    records = group(names)[entity]
    decided = await read_decisions(shelf, subject, records)
    # Whoever was refused stands elsewhere, and is somebody to be told of or not.
    known = await read_known(shelf, subject, {*records, *(record for pair in decided for record in pair)})
    said_one = {pair for pair, made in decided.items() if made[0].decision.confirmed and {*pair} <= {*records}}
    ties = find_ties(records, weigh_inside(shelf, subject, records), said_one)
    others = sorted(pair for pair in decided if pair not in ties and known.shows(pair))
    return LinksView(
        entity,
        tuple(known.seen[record] for record in sorted(records)),
        tuple(see(shelf, subject, known, pair, decided) for pair in ties),
        tuple(see(shelf, subject, known, pair, decided) for pair in others),
    )


async def view_pair(shelf: Shelf, subject: Subject, one: RecordId, other: RecordId) -> PairSeen | None:
    """None unless there are two, and both may be shown."""
    pair = pair_of(one, other)
    known = await read_known(shelf, subject, {*pair})
    if one == other or not known.shows(pair):
        return None
    return see(shelf, subject, known, pair, await read_decisions(shelf, subject, pair))


async def find_decision(shelf: Shelf, event: EventKey) -> Decision | None:
    """None for one that was never made or was withdrawn, and for one on records that may not be shown."""
    await shelf.fetch([keys.cell(event)])
    cell = shelf.document(keys.cell(event), Cell)
    if cell is None or cell.decision is None:
        return None
    decision = cell.decision
    known = await read_known(shelf, decision.subject, {decision.one, decision.other})
    return decision if known.shows((decision.one, decision.other)) else None


def weigh_inside(shelf: Shelf, subject: Subject, records: Collection[RecordId]) -> dict[Pair, int]:
    """By the evidence and what agencies said, which were read with the component."""
    inside = {*records}
    return {
        (one, RecordId(other)): int(weight)
        for one in inside
        for other, weight in _read_evidence(shelf, subject, one).items()
        if one < other and other in inside
    }


def _read_evidence(shelf: Shelf, subject: Subject, record: RecordId) -> dict[str, float]:
    decisions = shelf.document(keys.decisions(subject, record), Decisions)
    said = decisions.said if decisions else ()
    return shelf.scores(keys.evidence(subject, record)) | {each.other: float(each.weight) for each in said}
