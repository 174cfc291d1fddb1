"""Who was seen where, by which agencies, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Contact
from scoring.state.keys import Subject
from streams.codes.agencies import Agency


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


def _sum_up(entity: EntityId, contacts: list[Contact]) -> Presence:
    moments = [contact.happened for contact in contacts]
    agencies = {contact.agency for contact in contacts}
    return Presence(entity, tuple(a for a in Agency if a.value in agencies), min(moments), max(moments))
