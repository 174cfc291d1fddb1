"""Keeping persons and addresses true while contacts come and go.

A contact attests the record it names; a record with no contact left does not exist. When a record comes, goes
or changes rank, the component of records it could match is partitioned anew, and only what differs is written.

An entity is named after its founding record, the one whose first contact happened earliest. So a name is a
function of the entity's records alone, an old name still leads somewhere after a merge (to the record, and
from there to the person it belongs to now), and a person keeps their name as they grow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from scoring.linkage.partition import partition
from scoring.linkage.reach import match_sets
from scoring.linkage.records import EntityId, Identity, RecordId, Statement, record_id, search_terms
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import AddressRecord, Cell, Entity, PersonRecord, Record
from scoring.state.keys import Key, Subject

Records = dict[RecordId, Record]
_SHAPES: dict[Subject, type[Record]] = {Subject.PERSON: PersonRecord, Subject.ADDRESS: AddressRecord}


@dataclass(frozen=True, slots=True)
class LinkNews:
    """Entity id to its record ids, before and after."""

    subject: Subject
    before: dict[str, list[str]]
    after: dict[str, list[str]]


def attest(draft: Draft, subject: Subject, statement: Statement, event: str, happened: float, sensitivity: int) -> None:
    """The record of this statement holds this event. Idempotent."""
    record = record_id(statement)
    draft.score(keys.contacts(subject, record), event, happened)
    held = draft.document(keys.record(subject, record), _SHAPES[subject])
    if held is None:
        _found(draft, subject, statement, happened, sensitivity)
    elif happened < held.first or sensitivity > held.sensitivity:
        changed = msgspec.structs.replace(
            held, first=min(happened, held.first), sensitivity=max(sensitivity, held.sensitivity)
        )
        _rank(draft, subject, record, changed)


def withdraw(draft: Draft, subject: Subject, record: RecordId, event: str) -> None:
    """The record no longer holds this event; without any event left it is gone, and all that hung on it."""
    draft.score(keys.contacts(subject, record), event, None)
    if draft.scores(keys.contacts(subject, record)):
        refresh(draft, subject, record)
    else:
        _lose(draft, subject, record)


def refresh(draft: Draft, subject: Subject, record: RecordId) -> None:
    """Take a record's rank from its events again, after one of them was corrected."""
    events = draft.scores(keys.contacts(subject, record))
    draft.need([keys.cell(event) for event in events])
    standing = [cell.standing for event in events if (cell := draft.document(keys.cell(event), Cell))]
    held = draft.document(keys.record(subject, record), _SHAPES[subject])
    assert held is not None
    changed = msgspec.structs.replace(
        held,
        first=min(events.values()),
        sensitivity=max(contact.sensitivity for contact in standing if contact),
    )
    if changed != held:
        _rank(draft, subject, record, changed)


def _found(draft: Draft, subject: Subject, statement: Statement, happened: float, sensitivity: int) -> None:
    record = record_id(statement)
    alone = not any(draft.members(key) for key in match_sets(subject, statement))
    _index(draft, subject, record, statement, present=True)
    shape = PersonRecord if isinstance(statement, Identity) else AddressRecord
    # Most new records match no other: those need no partition, they are their own entity.
    entity = EntityId(record) if alone else EntityId("")
    draft.put(keys.record(subject, record), shape(statement, happened, sensitivity, entity))  # type: ignore[arg-type]
    if alone:
        draft.put(keys.entity(subject, entity), Entity((record,), sensitivity))
        draft.tell(LinkNews(subject, {}, {record: [record]}))
    else:
        relink(draft, subject, record)


def _lose(draft: Draft, subject: Subject, record: RecordId) -> None:
    lost = draft.document(keys.record(subject, record), _SHAPES[subject])
    assert lost is not None
    component = _component(draft, subject, record)
    _index(draft, subject, record, lost.statement, present=False)
    draft.put(keys.record(subject, record), None)
    _settle(draft, subject, component, {r: held for r, held in component.items() if r != record})


def _rank(draft: Draft, subject: Subject, record: RecordId, changed: Record) -> None:
    draft.put(keys.record(subject, record), changed)
    relink(draft, subject, record)


def _index(draft: Draft, subject: Subject, record: RecordId, statement: Statement, present: bool) -> None:
    for key in (*match_sets(subject, statement), *_term_sets(subject, statement)):
        draft.place(key, record, present)


@lru_cache(maxsize=65_536)
def _term_sets(subject: Subject, statement: Statement) -> tuple[Key, ...]:
    return tuple(keys.term(subject, word) for word in search_terms(statement))


def relink(draft: Draft, subject: Subject, record: RecordId) -> None:
    component = _component(draft, subject, record)
    _settle(draft, subject, component, component)


def _settle(draft: Draft, subject: Subject, before: Records, after: Records) -> None:
    """Partition ``after`` and write what differs from how the records stood, ``before`` (which has them all)."""
    stood = {held.entity: _entity(draft, subject, held.entity) for held in before.values() if held.entity}
    stands: dict[EntityId, Entity] = {}
    for cluster in partition({r: held.statement for r, held in after.items()}):
        name = EntityId(min((after[r].first, r) for r in cluster)[1])
        stands[name] = Entity(tuple(sorted(cluster)), max(after[r].sensitivity for r in cluster))
        for r in cluster:
            if after[r].entity != name:
                draft.put(keys.record(subject, r), msgspec.structs.replace(after[r], entity=name))
    for name in {**stood, **stands}:
        if stood.get(name) != stands.get(name):
            draft.put(keys.entity(subject, name), stands.get(name))
    _tell(draft, subject, stood, stands)


def _entity(draft: Draft, subject: Subject, name: EntityId) -> Entity:
    entity = draft.document(keys.entity(subject, name), Entity)
    assert entity is not None
    return entity


def _tell(draft: Draft, subject: Subject, stood: dict[EntityId, Entity], stands: dict[EntityId, Entity]) -> None:
    before = {name: list(entity.records) for name, entity in stood.items()}
    after = {name: list(entity.records) for name, entity in stands.items()}
    changed = {name for name in {**before, **after} if before.get(name) != after.get(name)}
    if changed:
        draft.tell(LinkNews(subject, _only(before, changed), _only(after, changed)))


def _only(entities: dict[EntityId, list[RecordId]], names: Iterable[EntityId]) -> dict[str, list[str]]:
    return {str(name): [str(r) for r in entities[name]] for name in sorted(names) if name in entities}


def _component(draft: Draft, subject: Subject, record: RecordId) -> Records:
    """All records that can be reached over shared keys. Asks for each ring of them at once: the number of
    round trips is the component's depth (mostly two), not its size."""
    shape = _SHAPES[subject]
    found: Records = {}
    ring = {record}
    while ring:
        draft.need([keys.record(subject, r) for r in ring])
        new = {r: held for r in ring if (held := draft.document(keys.record(subject, r), shape))}
        found |= new
        shared = {key for held in new.values() for key in match_sets(subject, held.statement)}
        draft.need_members(shared)
        ring = {RecordId(r) for key in shared for r in draft.members(key)} - found.keys()
    return found
