"""What is known of a person, an address or a household, gathered for its indicators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from scoring.indicators.case_events import Case
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Contact
from streams.contract import EventKey


class Fact(NamedTuple):
    """A contact as it stands, and the event that said it."""

    event: EventKey
    contact: Contact


class Further(NamedTuple):
    """What an event that is not among the facts says of a case that is: in the order of
    :class:`scoring.state.documents.Turn`. ``away``: that it is at another address."""

    happened: float
    closes: bool
    event: EventKey
    away: bool


Elsewhere = Mapping[Case, tuple[Further, ...]]
NOTHING_FURTHER: Elsewhere = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """``facts`` by the time they happened, earliest first (ties by event key), none withheld among them. ``persons``
    and ``addresses`` name the entities of the records in them; a household names its own address only. ``watched``:
    until when the address is on the pre-visit watch list, Unix seconds; None where it is on none. ``further``: what
    became elsewhere of the cases that are open by the facts alone, sorted; it counts as no contact."""

    facts: tuple[Fact, ...]
    persons: Mapping[RecordId, EntityId]
    addresses: Mapping[RecordId, EntityId]
    watched: float | None = None
    further: Elsewhere = field(default_factory=lambda: NOTHING_FURTHER)

    def look_back(self, t: float) -> "Facts":
        """On what had happened by ``t``."""
        then = tuple([fact for fact in self.facts if fact.contact.happened <= t])
        return replace(self, facts=then, further=_cut(self.further, lambda one: one.happened <= t))

    def stop_before(self, at: int) -> "Facts":
        """As they were when that fact happened, without it and all that came after it."""
        event, contact = self.facts[at]
        further = _cut(self.further, lambda one: (one.happened, one.event) < (contact.happened, event))
        return replace(self, facts=self.facts[:at], further=further)


def _cut(further: Elsewhere, stays: Callable[[Further], bool]) -> Elsewhere:
    return {case: tuple(filter(stays, course)) for case, course in further.items()}
