"""The records that could be one with a given record: all that strong evidence or a person's word leads to, step by
step. Whoever stands together stands in one component, so that it is enough to look at the component touched."""

from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

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
    """``evidence`` by record, also with records outside; ``verdicts`` of pairs of which one at least is inside;
    ``tied``: strong evidence, or people's word, is known to lead from each record to all. ``ties`` by record: to whom
    they lead; ``judged``: of which records somebody said anything. Of the last two, others may be among them."""

    records: dict[RecordId, Record] = field(default_factory=dict)
    evidence: dict[RecordId, Mapping[RecordId, float]] = field(default_factory=dict)
    verdicts: dict[Pair, bool] = field(default_factory=dict)
    tied: bool = False
    ties: dict[RecordId, set[RecordId]] = field(default_factory=dict)
    judged: set[RecordId] = field(default_factory=set)

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
        merged.ties |= part.ties
        merged.judged |= part.judged
    return merged


def walk(
    view: View, subject: Subject, threshold: int, seeds: Iterable[RecordId]
) -> Generator[set[Key], None, Component]:
    """Yields, ring by ring, the keys to read before it goes on. A record that is not there is passed over."""
    component, ring = Component(), set(seeds)
    seen: set[RecordId] = set()
    while ring:
        seen |= ring
        named = {record: keys.linking(subject, record) for record in ring}
        yield set().union(*named.values())
        further: set[RecordId] = set()
        for record in ring:
            further |= visit(view, SHAPES[subject], threshold, record, named[record], component)
        ring = further - seen
    return component


def visit(
    view: View,
    shape: type[Record],
    threshold: int,
    record: RecordId,
    named: tuple[Key, Key, Key],
    component: Component,
) -> set[RecordId]:
    """Whom the record, which is kept under the keys ``named``, is tied to."""
    held = view.document(named[0], shape)
    if held is None:
        return set()
    found: Mapping[Any, float] = view.scores(named[1])
    decisions = view.document(named[2], Decisions)
    if decisions and decisions.said:
        # An agency's word on its own numbers is evidence, and has in it what the records say.
        found = {**found, **{said.other: said.weight for said in decisions.said}}
    component.records[record] = held
    component.evidence[record] = found
    # Mostly all of it is strong.
    strong = found and min(found.values()) >= threshold
    near = set(found) if strong else {other for other, weight in found.items() if weight >= threshold}
    component.ties[record] = near
    if decisions:
        component.judged.add(record)
        for other, confirmed in read_verdicts(decisions).items():
            component.verdicts[pair_of(record, other)] = confirmed
            if confirmed:
                near.add(other)
    return near
