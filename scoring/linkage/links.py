"""Keeping persons and addresses true while contacts come and go.

A contact attests the record it names, and so does the listing of an address; a record with neither left does not
exist. When a record comes or goes, or a person decides about two of them, the component of records they could be one
with is clustered anew, and only what differs is written.
"""

from collections.abc import Generator, Mapping
from functools import reduce
from typing import NamedTuple

import msgspec

from scoring.linkage.buildings import house_changes
from scoring.linkage.circles import find_circle, is_closed
from scoring.linkage.clustering import pair_of
from scoring.linkage.components import SHAPES, Component, merge
from scoring.linkage.decisions import question
from scoring.linkage.doubts import update_doubts
from scoring.linkage.evidence import Bench, Shift, divide, enter, leave
from scoring.linkage.finding.upkeep import file_changes, index_changes
from scoring.linkage.merging import follow
from scoring.linkage.pieces import gather
from scoring.linkage.records import EntityId, Identity, RecordId, Statement, record_id
from scoring.linkage.settling import NOBODY, join_circle, read_entity, settle
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import UNRESTRICTED, AddressRecord, Cell, PersonRecord, Record
from scoring.state.keys import Key


class Attested(NamedTuple):
    """That an event names a record: when it happened, Unix seconds, how sensitive it is, the agency's own number for
    the person, empty where there is none, and whether it is no contact but the listing of an address."""

    event: str
    happened: float
    sensitivity: int
    local_id: str = ""
    listing: bool = False


def read_attested(event: str, cell: Cell) -> Attested | None:
    """None for an event that names no record, such as one erased."""
    if cell.listing:
        return Attested(event, cell.listing.listed, UNRESTRICTED, listing=True)
    if contact := cell.standing:
        return Attested(event, contact.happened, contact.sensitivity, contact.local_id)
    return None


def attest(bench: Bench, statement: Statement, by: Attested) -> None:
    """The record of this statement holds this event. Idempotent."""
    record = record_id(statement)
    bench.draft.score(keys.contacts(bench.subject, record), by.event, by.happened)
    held = bench.draft.document(keys.record(bench.subject, record), SHAPES[bench.subject])
    if held is None:
        _found(bench, record, statement, by)
        return
    _change(bench, record, held, _rank(held, by))


def withdraw(bench: Bench, record: RecordId, event: str) -> None:
    """The record no longer holds this event; without any event left it is gone, and all that hung on it."""
    bench.draft.score(keys.contacts(bench.subject, record), event, None)
    if bench.draft.scores(keys.contacts(bench.subject, record)):
        refresh(bench, record)
    else:
        _lose(bench, record)


def refresh(bench: Bench, record: RecordId) -> None:
    """Take a record's rank from its events again, after one of them was corrected."""
    draft = bench.draft
    events = draft.scores(keys.contacts(bench.subject, record))
    draft.need([keys.cell(event) for event in events])
    cells = {event: draft.document(keys.cell(event), Cell) for event in events}
    standing = [by for event, cell in cells.items() if cell and (by := read_attested(event, cell))]
    held = bench.record(record)
    bare = _bare(held.statement, min(events.values()), held.entity)
    _change(bench, record, held, reduce(_rank, standing, bare))


def decide(bench: Bench, one: RecordId, other: RecordId) -> None:
    """Follow a change in what people say about two records."""
    relink(bench, Shift({one, other}, {pair_of(one, other)}))


def relink(bench: Bench, shift: Shift, lost: Mapping[RecordId, Record] | None = None) -> None:
    """Cluster anew what hangs together with the records that evidence shifted at. ``lost`` are in nobody any more."""
    steps = gather(bench.draft, bench.subject, bench.matcher.threshold, shift.at, shift.pairs)
    parts = _read_through(bench.draft, steps)
    divided = [each for part in parts for each in divide(part, bench.matcher)]
    component = merge(parts)
    clusters = {each: is_closed(component, each) for each in divided}
    before = {**component.records, **lost} if lost else component.records
    moved = settle(bench, before, component.records, clusters, ranked=False)
    update_doubts(bench, component, clusters, moved, shift.pairs)


def _found(bench: Bench, record: RecordId, statement: Statement, by: Attested) -> None:
    founded = _first(statement, by)
    bench.draft.put(keys.record(bench.subject, record), founded)
    index_changes(bench.draft, bench.subject, record, statement, present=True)
    house_changes(bench.draft, record, statement, present=True)
    file_changes(bench.draft, record, (), _local_ids(founded))
    shift = _join(enter(bench, record, statement), follow(bench, record, (), _local_ids(founded)))
    if shift.at == {record} and (circle := find_circle(bench, record)):
        join_circle(bench, record, founded, circle)
    else:
        relink(bench, shift)


def _lose(bench: Bench, record: RecordId) -> None:
    lost = bench.record(record)
    shift = leave(bench, record, lost.statement)
    index_changes(bench.draft, bench.subject, record, lost.statement, present=False)
    house_changes(bench.draft, record, lost.statement, present=False)
    file_changes(bench.draft, record, _local_ids(lost), ())
    bench.draft.put(keys.record(bench.subject, record), None)
    question(bench.draft, bench.subject, record)
    shift = _join(shift, follow(bench, record, _local_ids(lost), ()))
    relink(bench, shift, {record: lost})


def _first(statement: Statement, by: Attested) -> Record:
    """The record as its first event leaves it."""
    if isinstance(statement, Identity):
        return PersonRecord(statement, by.happened, by.sensitivity, NOBODY, (by.local_id,) if by.local_id else ())
    return AddressRecord(statement, by.happened, by.sensitivity, NOBODY, by.happened if by.listing else None)


def _bare(statement: Statement, first: float, entity: EntityId = NOBODY) -> Record:
    shape = PersonRecord if isinstance(statement, Identity) else AddressRecord
    return shape(statement, first, UNRESTRICTED, entity)  # type: ignore[arg-type]


def _rank(held: Record, by: Attested) -> Record:
    """The record as it stands with one more event."""
    first, strictest = min(by.happened, held.first), max(by.sensitivity, held.sensitivity)
    if isinstance(held, AddressRecord):
        listed = [moment for moment in (held.listed, by.happened if by.listing else None) if moment is not None]
        earliest = min(listed, default=None)
        return msgspec.structs.replace(held, first=first, sensitivity=strictest, listed=earliest)
    filed_under = tuple(sorted({*held.local_ids, by.local_id} - {""}))
    return msgspec.structs.replace(held, first=first, sensitivity=strictest, local_ids=filed_under)


def _join(one: Shift, other: Shift) -> Shift:
    return Shift(one.at | other.at, one.pairs | other.pairs) if other.pairs else one


def _local_ids(held: Record) -> tuple[str, ...]:
    return held.local_ids if isinstance(held, PersonRecord) else ()


def _change(bench: Bench, record: RecordId, held: Record, changed: Record) -> None:
    """Who stands together does not change with this, but they may get another name."""
    if changed == held:
        return
    draft = bench.draft
    draft.put(keys.record(bench.subject, record), changed)
    file_changes(draft, record, _local_ids(held), _local_ids(changed))
    together = read_entity(bench, changed.entity)
    draft.need([keys.record(bench.subject, other) for other in together.records])
    found = {one: draft.document(keys.record(bench.subject, one), SHAPES[bench.subject]) for one in together.records}
    records = {other: held for other, held in found.items() if held}
    settle(bench, records, records, {frozenset(records): together.closed}, ranked=True)
    shift = follow(bench, record, _local_ids(held), _local_ids(changed))
    if shift.pairs:
        relink(bench, shift)


def _read_through(draft: Draft, steps: Generator[list[Key], None, list[Component]]) -> list[Component]:
    while True:
        try:
            draft.need(next(steps))
        except StopIteration as end:  # not an error: this is how a generator returns
            parts: list[Component] = end.value
            return parts
