"""The building a dwelling is in, and the other dwellings known behind its door."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.indicators.particulars import AddressParticulars
from scoring.linkage.buildings import find_building
from scoring.linkage.places.hierarchy import is_unit
from scoring.linkage.places.parsing import parse
from scoring.linkage.records import EntityId, Place, RecordId
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, group, introduce, read_addresses

_SHOWN = 50
# Of a postcode, the unit: the flats of a large building may be of several.
_UNIT = 2


@dataclass(frozen=True, slots=True)
class DwellingSeen:
    """``last`` is when the latest contact happened, Unix seconds; None where there was none that may be shown."""

    id: EntityId
    particulars: AddressParticulars
    last: float | None


@dataclass(frozen=True, slots=True)
class Building:
    """``whole`` is the building's own address, for a unit whose building is known; ``others`` are the other dwellings
    there, and ``more`` how many of them there are beyond those."""

    whole: DwellingSeen | None
    others: tuple[DwellingSeen, ...]
    more: int


async def view_building(shelf: Shelf, read: AddressesRead, address: EntityId, t: float) -> Building:
    """Of an address that was read. Cost: about ten round trips, and what all contacts in the building cost to read;
    one where nobody else is known there."""
    records = group(read.names)[address]
    doors = {door for record in records if (door := find_building(read.records[record].statement))}
    await shelf.fetch(doors)
    behind = {RecordId(record) for door in doors for record in shelf.scores(door)} - {*records}
    if not behind:
        return Building(None, (), 0)
    there = await read_addresses(shelf, behind)
    own = introduce(read.records[record] for record in records)
    # More than these was read, led to perhaps by what is withheld.
    homes = {there.names[record] for record in behind if record in there.names} - {address}
    seen = [one for one in _see_all(there, homes, t) if _may_share(own, one.particulars)]
    seen.sort(key=_place_in_building)
    wholes = [one for one in seen if not _is_unit(one.particulars)] if _is_unit(own) else []
    others = [one for one in seen if one not in wholes[:1]]
    return Building(wholes[0] if wholes else None, tuple(others[:_SHOWN]), len(others[_SHOWN:]))


def _see_all(read: AddressesRead, homes: Iterable[EntityId], t: float) -> Iterable[DwellingSeen]:
    records_of = group(read.names)
    for address in homes:
        happened = [contact.happened for contact in read.contacts[address] if contact.happened <= t]
        particulars = introduce(read.records[record] for record in records_of[address])
        yield DwellingSeen(address, particulars, max(happened, default=None))


def _may_share(one: AddressParticulars, other: AddressParticulars) -> bool:
    """One door in one postcode district may still be two doors in two villages."""
    return not (one.postcode and other.postcode) or one.postcode[:-_UNIT] == other.postcode[:-_UNIT]


def _is_unit(particulars: AddressParticulars) -> bool:
    return is_unit(Place(particulars.text, particulars.postcode, particulars.uprn))


def _place_in_building(one: DwellingSeen) -> tuple[str, bool, str, EntityId]:
    """The building first, then by flat, 2 before 10; of one flat what a list has."""
    flat = re.sub(r"\d+", lambda number: number[0].zfill(5), parse(one.particulars.text).flat)
    return flat, not one.particulars.listed, one.particulars.text, one.id
