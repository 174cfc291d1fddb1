"""Who stands together, written down: entities under their names, and the news of what they were before.

An entity is named after its founding record, the one that was first attested. So a name is a function of the entity's
records alone, an old name still leads somewhere after a merge (to the record, and from there to the person it belongs
to now), and a person keeps their name as they grow.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from scoring.linkage.circles import Circle, fits_circle
from scoring.linkage.clustering import Cluster
from scoring.linkage.doubts import queue_doubts
from scoring.linkage.evidence import Bench
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import Entity, Record
from scoring.state.keys import Subject

Records = Mapping[RecordId, Record]
NOBODY = EntityId("")


@dataclass(frozen=True, slots=True)
class LinkNews:
    """Entity id to its record ids, before and after."""

    subject: Subject
    before: dict[str, list[str]]
    after: dict[str, list[str]]


def settle(
    bench: Bench, before: Records, after: Records, clusters: Mapping[Cluster, bool], ranked: bool
) -> set[RecordId]:
    """Write what differs from how the records stood, ``before`` (which has them all). ``clusters``: who stands
    together, and whether that is a closed circle. ``ranked``: some rank otherwise than before, so that the same records
    may be named anew. Returns those of whom some that stood together stand apart now, or the other way round."""
    draft, subject = bench.draft, bench.subject
    named = {held.entity for held in before.values() if held.entity}
    draft.need(keys.entity(subject, name) for name in named)
    stood = {name: read_entity(bench, name) for name in named}
    stands: dict[EntityId, Entity] = {}
    for together, closed in clusters.items():
        names = {after[r].entity for r in together}
        if len(names) == 1 and not ranked:
            (name,) = names
            if name and len(stood[name].records) == len(together) and stood[name].closed is closed:
                stands[name] = stood[name]
                continue
        name = EntityId(min([(after[r].first, r) for r in together])[1])
        stands[name] = Entity(tuple(sorted(together)), max([after[r].sensitivity for r in together]), closed)
        for r in together:
            if after[r].entity != name:
                draft.put(keys.record(subject, r), msgspec.structs.replace(after[r], entity=name))
    for name in {**stood, **stands}:
        if stood.get(name) != stands.get(name):
            draft.put(keys.entity(subject, name), stands.get(name))
    _tell(bench, stood, stands)
    return _find_moved(before, clusters)


def join_circle(bench: Bench, record: RecordId, founded: Record, circle: Circle) -> None:
    """What :func:`relink` comes to for a new record that joins a circle, without looking around it."""
    draft, subject, (stood, others, strictest) = bench.draft, bench.subject, circle
    together = sorted((*others, record))
    name = stood if stood and not _founds(bench, stood, record, founded) else EntityId(record)
    draft.put(keys.record(subject, record), msgspec.structs.replace(founded, entity=name))
    strictest = max(strictest, founded.sensitivity)
    draft.put(keys.entity(subject, name), Entity(tuple(together), strictest, fits_circle(len(together))))
    if stood and name != stood:
        draft.put(keys.entity(subject, stood), None)
        for other in others:
            _rename(bench, other, name)
    draft.tell(LinkNews(subject, {stood: [*others]} if stood else {}, {name: [*together]}))
    queue_doubts(bench, record)


def _founds(bench: Bench, name: EntityId, record: RecordId, founded: Record) -> bool:
    """Whether an entity is to be named after this record from now on."""
    founder = RecordId(name)
    return (founded.first, record) < (bench.record(founder).first, founder)


def _rename(bench: Bench, record: RecordId, name: EntityId) -> None:
    changed = msgspec.structs.replace(bench.record(record), entity=name)
    bench.draft.put(keys.record(bench.subject, record), changed)


def _find_moved(before: Records, clusters: Iterable[Cluster]) -> set[RecordId]:
    """Not those whom somebody new has joined, or somebody left who is no more."""
    stood = [(together, {before[r].entity for r in together} - {NOBODY}) for together in clusters]
    parts = Counter(name for _, names in stood for name in names) if len(stood) > 1 else {}
    return {
        r
        for together, names in stood
        if len(names) > 1 or any(parts.get(name, 1) > 1 for name in names)
        for r in together
    }


def read_entity(bench: Bench, name: EntityId) -> Entity:
    entity = bench.draft.document(keys.entity(bench.subject, name), Entity)
    assert entity is not None
    return entity


def _tell(bench: Bench, stood: dict[EntityId, Entity], stands: dict[EntityId, Entity]) -> None:
    before, after = _list_records(stood), _list_records(stands)
    changed = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))
    if changed:
        only = [{name: records[name] for name in changed if name in records} for records in (before, after)]
        bench.draft.tell(LinkNews(bench.subject, *only))


def _list_records(entities: dict[EntityId, Entity]) -> dict[str, list[str]]:
    return {name: list(entity.records) for name, entity in entities.items()}
