"""Somebody's places as one area tells them: the part of a trace that is read from that area's own documents.

All of it is of the located world (see :mod:`scoring.indicators.disclosure`): a restricted person has no places to show,
and nobody else's trace leads to them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.indicators.disclosure import Names
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_person
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import AddressRecord, Contact
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, PeopleRead, group, introduce, read_addresses, read_contacts, read_people
from scoring.tracing.circle import Somebody
from scoring.tracing.trail import Sighting


@dataclass(frozen=True, slots=True)
class Place:
    """``id`` is None for what is no address to look up, such as no fixed abode."""

    id: EntityId | None
    address: AddressParticulars


@dataclass(frozen=True, slots=True)
class Seen:
    """``places`` by what tells them apart in the sightings."""

    who: Somebody
    particulars: PersonParticulars
    sightings: tuple[Sighting, ...]
    places: dict[str, Place]


async def see_person(shelf: Shelf, area: str, record: RecordId, t: float) -> Seen | Literal["withheld"] | None:
    """``record`` is any of the person's. None for nobody, and for somebody whose existence is withheld."""
    read = await read_people(shelf, [record])
    if record not in read.people.known:
        return None
    person = read.people.located.get(record)
    return (await _see(shelf, area, read, [person], t))[0] if person else "withheld"


async def see_people(shelf: Shelf, area: str, records: Collection[RecordId], t: float) -> list[Seen]:
    """Everybody of whom these are records, but those who are restricted. Unknown records add nothing."""
    read = await read_people(shelf, records)
    named = {read.people.located[record] for record in records if record in read.people.located}
    return await _see(shelf, area, read, sorted(named), t)


async def _see(shelf: Shelf, area: str, read: PeopleRead, persons: Sequence[EntityId], t: float) -> list[Seen]:
    """Cost: some twelve round trips, whatever their number."""
    everybody = group(read.people.located)
    contacts = {person: await _read_past(shelf, everybody[person], t) for person in persons}
    homes = await read_addresses(shelf, {one.address for held in contacts.values() for one in held})
    found = []
    for person, held in contacts.items():
        said = tuple(read.records[record].statement for record in sorted(everybody[person]))
        names = _name_places(homes, held)
        sightings = sorted(Sighting(one.happened, area, names[one.address], one.agency) for one in held)
        places = _describe_places(shelf, homes, names)
        found.append(Seen(Somebody(area, person, said), introduce_person(said), tuple(sightings), places))
    return found


async def _read_past(shelf: Shelf, records: Collection[RecordId], t: float) -> list[Contact]:
    contacts = await read_contacts(shelf, Subject.PERSON, records)
    past = [one for one in contacts if one.address and one.happened <= t]
    await shelf.fetch([keys.record(Subject.ADDRESS, one.address) for one in past])
    # Without its record only where a commit came between two reads; then the answer is thrown away.
    return [one for one in past if _written(shelf, one.address)]


def _name_places(homes: AddressesRead, contacts: Collection[Contact]) -> Names:
    """What is no address to look up stands for itself, under its record's id."""
    return {one.address: homes.names.get(one.address, EntityId(one.address)) for one in contacts}


def _describe_places(shelf: Shelf, homes: AddressesRead, names: Names) -> dict[str, Place]:
    everywhere, places = group(homes.names), dict[str, Place]()
    for record, name in names.items():
        if records := everywhere.get(name):
            places[name] = Place(name, introduce(homes.records[each] for each in records))
        elif written := _written(shelf, record):
            places[name] = Place(None, introduce([written]))
    return places


def _written(shelf: Shelf, record: RecordId) -> AddressRecord | None:
    return shelf.document(keys.record(Subject.ADDRESS, record), AddressRecord)
