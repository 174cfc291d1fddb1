from collections.abc import Iterable

from scoring.linkage.components import Component, walk
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import AddressRecord, Entity, PersonRecord
from scoring.state.keys import Key, Subject
from scoring.state.reads import Shelf


async def read_component(shelf: Shelf, subject: Subject, records: Iterable[RecordId]) -> Component:
    """These records and all that could stand together with any of them.

    Cost: a round trip for each ring of records, mostly two; of records that are written as one entity, however long the
    chain that holds it together, four. An unknown id adds nothing.
    """
    steps = walk(shelf, subject, shelf.models.of(subject).threshold, records)
    ahead: set[Key] = set()
    while True:
        try:
            wanted = next(steps) | ahead
        except StopIteration as end:  # not an error: this is how a generator returns
            component: Component = end.value
            return component
        await shelf.fetch(wanted)
        ahead = _look_ahead(shelf, subject, wanted)


def _look_ahead(shelf: Shelf, subject: Subject, found: Iterable[Key]) -> set[Key]:
    """Of records found, which entities they are written as; of such an entity, what linking reads of its records."""
    ahead: set[Key] = set()
    for held in map(shelf.anything, found):
        if isinstance(held, (PersonRecord, AddressRecord)):
            ahead.add(keys.entity(subject, held.entity))
        elif isinstance(held, Entity):
            ahead.update(key for record in held.records for key in keys.linking(subject, record))
    return ahead
