"""What is known of a person, an address or a household, gathered for its indicators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Contact
from streams.contract import EventKey


class Fact(NamedTuple):
    """A contact as it stands, and the event that said it."""

    event: EventKey
    contact: Contact


@dataclass(frozen=True, slots=True)
class Facts:
    """``facts`` by the time they happened, earliest first (ties by event key), none withheld among them. ``persons``
    and ``addresses`` name the entities of the records in them; a household names its own address only. ``watched``:
    until when the address is on the pre-visit watch list, Unix seconds; None where it is on none."""

    facts: tuple[Fact, ...]
    persons: Mapping[RecordId, EntityId]
    addresses: Mapping[RecordId, EntityId]
    watched: float | None = None
