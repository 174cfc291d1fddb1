"""The records that could be one with a given record: all that strong evidence or a person's word leads to, step by
step. Whoever stands together stands in one component, so that it is enough to look at the component touched."""

from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.decisions import read_verdicts
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import AddressRecord, Decisions, Document, PersonRecord, Record
from scoring.state.keys import Key, Subject

D = TypeVar("D", bound=Document)
SHAPES: Mapping[Subject, type[Record]] = {Subject.PERSON: PersonRecord, Subject.ADDRESS: AddressRecord}


class View(Protocol):
    """What was read of an area: for the core a draft, for an answer a shelf."""

    def document(self, key: Key, shape: type[D]) -> D | None: ...

    def scores(self, key: Key) -> Mapping[str, float]: ...


@dataclass(slots=True)
class Component:
    """``evidence`` by record, also with records outside; ``verdicts`` of pairs of which one at least is inside."""

    records: dict[RecordId, Record] = field(default_factory=dict)
    evidence: dict[RecordId, dict[RecordId, int]] = field(default_factory=dict)
    verdicts: dict[Pair, bool] = field(default_factory=dict)

    def weights(self) -> dict[Pair, int]:
        """Of the pairs inside."""
        return {
            (one, other): weight
            for one, found in self.evidence.items()
            for other, weight in found.items()
            if one < other and other in self.records
        }

    def without(self, gone: Iterable[RecordId]) -> "Component":
        """The same evidence as if these records had never been."""
        left = self.records.keys() - set(gone)
        return Component(
            {record: self.records[record] for record in self.records if record in left},
            {record: found for record, found in self.evidence.items() if record in left},
            self.verdicts,
        )


def merge(parts: Collection[Component]) -> Component:
    """The parts have nothing to do with each other."""
    if len(parts) == 1:
        return next(iter(parts))
    merged = Component()
    for part in parts:
        merged.records |= part.records
        merged.evidence |= part.evidence
        merged.verdicts |= part.verdicts
    return merged


def walk(
    view: View, subject: Subject, threshold: int, seeds: Iterable[RecordId]
) -> Generator[set[Key], None, Component]:
    """Yields, ring by ring, the keys to read before it goes on. A record that is not there is passed over."""
    component, ring = Component(), set(seeds)
    seen: set[RecordId] = set()
    while ring:
        seen |= ring
        yield {key for record in ring for key in keys_of(subject, record)}
        further: set[RecordId] = set()
        for record in ring:
            further |= visit(view, subject, threshold, record, component)
        ring = further - seen
    return component


def keys_of(subject: Subject, record: RecordId) -> tuple[Key, ...]:
    """What a walk reads of one record."""
    return keys.record(subject, record), keys.evidence(subject, record), keys.decisions(subject, record)


def visit(view: View, subject: Subject, threshold: int, record: RecordId, component: Component) -> set[RecordId]:
    held = view.document(keys.record(subject, record), SHAPES[subject])
    if held is None:
        return set()
    found = {RecordId(other): int(weight) for other, weight in view.scores(keys.evidence(subject, record)).items()}
    component.records[record] = held
    component.evidence[record] = found
    near = {other for other, weight in found.items() if weight >= threshold}
    if decisions := view.document(keys.decisions(subject, record), Decisions):
        for other, confirmed in read_verdicts(decisions).items():
            component.verdicts[pair_of(record, other)] = confirmed
            near |= {other} if confirmed else set()
    return near
