"""The pre-visit watch list: which addresses are on it, until when, and who put them there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.indicators.disclosure import Names
from scoring.indicators.particulars import AddressParticulars
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import Watch
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, group, introduce, read_addresses


@dataclass(frozen=True, slots=True)
class Watched:
    """``records``: those that this was said of; ``watch`` is the one that lasts longest, None where there is none."""

    address: EntityId
    particulars: AddressParticulars
    records: tuple[RecordId, ...]
    watch: Watch | None


async def view_watch(shelf: Shelf, record: RecordId, t: float) -> Watched | None:
    """None for an unknown address, and for one of which nothing may be told. Cost: some eleven round trips."""
    read = await read_addresses(shelf, [record])
    if record not in read.names:
        return None
    address = read.names[record]
    records = group(read.names)[address]
    await shelf.fetch([keys.watch(one) for one in records])
    return _sum_up(shelf, read, address, records, t)


async def list_watched(shelf: Shelf, t: float) -> Sequence[Watched]:
    """Those that end soonest first. Cost: some eleven round trips, however many there are."""
    await shelf.fetch([keys.WATCHED])
    named = [RecordId(record) for record, until in shelf.scores(keys.WATCHED).items() if until > t]
    read = await read_addresses(shelf, named)
    addresses: Mapping[EntityId, list[RecordId]] = group(_only(read.names, named))
    await shelf.fetch([keys.watch(one) for records in addresses.values() for one in records])
    found = [_sum_up(shelf, read, address, records, t) for address, records in addresses.items()]
    return sorted(found, key=lambda one: (one.watch.until if one.watch else 0.0, one.address))


def _sum_up(shelf: Shelf, read: AddressesRead, address: EntityId, records: Iterable[RecordId], t: float) -> Watched:
    held = {record: watch for record in records if (watch := shelf.document(keys.watch(record), Watch))}
    standing = {record: watch for record, watch in held.items() if watch.until > t}
    longest = max(standing.values(), key=lambda watch: (watch.until, watch), default=None)
    everything = group(read.names)[address]
    return Watched(address, introduce(read.records[one] for one in everything), tuple(sorted(standing)), longest)


def _only(names: Names, records: Iterable[RecordId]) -> Names:
    return {record: names[record] for record in records if record in names}
