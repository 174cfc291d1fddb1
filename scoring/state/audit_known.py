"""Of the people and addresses that the audit names, those who may be spoken of now.

Whoever is very restricted is not known here, and neither is who was erased or never was: the three look the same.
"""

from collections.abc import Collection
from dataclasses import dataclass

from scoring.linkage.records import RecordId
from scoring.state.reads import Shelf
from scoring.state.worlds import group, read_addresses, read_people


@dataclass(frozen=True, slots=True)
class Known:
    """Record ids. ``restricted``: those of people whose address is withheld."""

    persons: frozenset[RecordId]
    restricted: frozenset[RecordId]
    addresses: frozenset[RecordId]


async def find_known(shelf: Shelf, named: Collection[RecordId]) -> Known:
    """Cost: some fifteen round trips, whatever their number."""
    people, homes = (await read_people(shelf, named)).people, await read_addresses(shelf, named)
    return Known(
        frozenset(record for record in named if record in people.known),
        frozenset(record for record in named if people.known.get(record) in people.restricted),
        frozenset(record for record in named if record in homes.names),
    )


async def find_names(shelf: Shelf, record: RecordId) -> frozenset[RecordId]:
    """Every id that the person or address of this record may have been looked at under; none for who is not known."""
    people, homes = (await read_people(shelf, [record])).people, await read_addresses(shelf, [record])
    for names in (people.known, homes.names):
        if record in names:
            return frozenset(group(names)[names[record]])
    return frozenset()
