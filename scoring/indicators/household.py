"""Who was seen where, by which agencies, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Contact
from scoring.state.keys import Subject
from streams.codes.agencies import Agency

# Where more people were seen within a year it is no household but a crowd: a hostel, a care home, a hospital. Nobody's
# troubles elsewhere are anybody else's there.
HOUSE = 20
_YEAR = 365 * DAY


@dataclass(frozen=True, slots=True)
class Presence:
    """``entity`` is the person seen at an address, or the address a person was seen at. Times are Unix seconds."""

    entity: EntityId
    agencies: tuple[Agency, ...]
    first: float
    last: float


def find_presences(
    contacts: Iterable[Contact], other: Subject, entities: Mapping[RecordId, EntityId], t: float
) -> list[Presence]:
    """The ``other`` side of these contacts up to ``t``, latest seen first. A record that is not among
    ``entities`` is not shown."""
    seen: dict[EntityId, list[Contact]] = {}
    for contact in contacts:
        entity = entities.get(contact.person if other is Subject.PERSON else contact.address)
        if entity and contact.happened <= t:
            seen.setdefault(entity, []).append(contact)
    presences = [_sum_up(entity, held) for entity, held in seen.items()]
    return sorted(presences, key=lambda presence: (-presence.last, -presence.first, presence.entity))


def find_household(
    contacts: Iterable[Contact], persons: Mapping[RecordId, EntityId], t: float
) -> frozenset[EntityId] | None:
    """Who was seen in these contacts of one address in the year before ``t`` or since; None for more than ``HOUSE``."""
    people = frozenset(_find_leaves(contacts, persons, t))
    return people if len(people) <= HOUSE else None


def find_steady(contacts: Sequence[Contact], persons: Mapping[RecordId, EntityId], t: float) -> frozenset[EntityId]:
    """Of a crowd the ``HOUSE`` who were seen there first: they are the same ones when one more is seen."""
    firsts: dict[EntityId, float] = {}
    for contact in contacts:
        if person := persons.get(contact.person):
            firsts[person] = min(contact.happened, firsts.get(person, contact.happened))
    staying = sorted(_find_leaves(contacts, persons, t), key=lambda person: (firsts[person], person))
    return frozenset(staying[:HOUSE])


def find_first_leaving(contacts: Iterable[Contact], persons: Mapping[RecordId, EntityId], t: float) -> float | None:
    """The first moment after ``t`` at which time alone makes :func:`find_steady` others; None for never."""
    return min(_find_leaves(contacts, persons, t).values(), default=None)


def find_leaving(contacts: Iterable[Contact], persons: Mapping[RecordId, EntityId], t: float) -> float | None:
    """The first moment after ``t`` at which time alone makes :func:`find_household` another; None for never."""
    leaves = sorted(_find_leaves(contacts, persons, t).values())
    return leaves[max(0, len(leaves) - HOUSE - 1)] if leaves else None


def _find_leaves(contacts: Iterable[Contact], persons: Mapping[RecordId, EntityId], t: float) -> dict[EntityId, float]:
    """When each leaves who has not by ``t``."""
    leaves: dict[EntityId, float] = {}
    for contact in contacts:
        person, until = persons.get(contact.person), contact.happened + _YEAR
        if person and until > t:
            leaves[person] = max(until, leaves.get(person, until))
    return leaves


def _sum_up(entity: EntityId, contacts: list[Contact]) -> Presence:
    moments = [contact.happened for contact in contacts]
    agencies = {contact.agency for contact in contacts}
    return Presence(entity, tuple(a for a in Agency if a.value in agencies), min(moments), max(moments))
