from collections.abc import Collection
from typing import TypeVar

from scoring.linkage.records import RecordId, match_keys
from scoring.state import keys
from scoring.state.documents import AddressRecord, PersonRecord
from scoring.state.keys import Key, Subject
from scoring.state.reads import Shelf

R = TypeVar("R", PersonRecord, AddressRecord)


async def read_components(
    shelf: Shelf, subject: Subject, shape: type[R], records: Collection[RecordId]
) -> dict[RecordId, R]:
    """These records and all that can be reached from them over shared match keys.

    Cost: two round trips for each ring of records, mostly two rings. An unknown id adds nothing.
    """
    found: dict[RecordId, R] = {}
    ring = set(records)
    while ring:
        await shelf.fetch([keys.record(subject, record) for record in ring])
        new = {r: held for r in ring if (held := shelf.document(keys.record(subject, r), shape))}
        found |= new
        shared = {key for held in new.values() for key in _match(subject, held)}
        await shelf.fetch(shared)
        ring = {RecordId(record) for key in shared for record in shelf.members(key)} - found.keys()
    return found


def _match(subject: Subject, record: PersonRecord | AddressRecord) -> list[Key]:
    return [keys.match(subject, value) for value in match_keys(record.statement) if value]
