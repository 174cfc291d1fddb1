"""What those who look somebody up read from."""

from collections.abc import Generator, Iterable, Mapping
from typing import Protocol

from scoring.linkage.components import SHAPES, View
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import Entity
from scoring.state.keys import Key, Subject


class Shelf(View, Protocol):
    """A view that tells what was not read yet: at most a round trip a ring, and none where all is there."""

    def lacks(self, documents: Iterable[Key]) -> set[Key]: ...

    def lacks_scores(self, wanted: Iterable[Key]) -> set[Key]: ...

    def latest(self, key: Key) -> Mapping[str, float]: ...


def name_entities(
    view: Shelf, subject: Subject, records: Iterable[RecordId]
) -> Generator[set[Key], None, dict[RecordId, EntityId]]:
    """Whose these are, of those that there are. Yields, ring by ring, the keys to read before it goes on."""
    wanted = {record: keys.record(subject, record) for record in records if record}
    if missing := view.lacks(wanted.values()):
        yield missing
    held = {record: view.document(key, SHAPES[subject]) for record, key in wanted.items()}
    return {record: found.entity for record, found in held.items() if found}


def read_people(view: Shelf, persons: Iterable[EntityId]) -> Generator[set[Key], None, dict[EntityId, Entity | None]]:
    """As :func:`name_entities`."""
    wanted = {person: keys.entity(Subject.PERSON, person) for person in persons}
    if missing := view.lacks(wanted.values()):
        yield missing
    return {person: view.document(key, Entity) for person, key in wanted.items()}
