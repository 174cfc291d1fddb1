from collections.abc import Iterable

from scoring.linkage.components import Component, walk
from scoring.linkage.records import RecordId
from scoring.state.keys import Subject
from scoring.state.reads import Shelf


async def read_component(shelf: Shelf, subject: Subject, records: Iterable[RecordId]) -> Component:
    """These records and all that could stand together with any of them.

    Cost: a round trip for each ring of records, mostly two. An unknown id adds nothing.
    """
    steps = walk(shelf, subject, shelf.models.of(subject).threshold, records)
    while True:
        try:
            await shelf.fetch(next(steps))
        except StopIteration as end:  # not an error: this is how a generator returns
            component: Component = end.value
            return component
