"""What of an area may be spoken of, read as far as an answer needs it: see :mod:`scoring.indicators.disclosure`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scoring.indicators.disclosure import Names, People, disclose_at_addresses, disclose_people, name_entities
from scoring.indicators.particulars import AddressParticulars, introduce_address
from scoring.linkage.components import Component
from scoring.linkage.records import EntityId, RecordId, names_place
from scoring.state import keys
from scoring.state.components import read_component
from scoring.state.documents import AddressRecord, Cell, Contact, PersonRecord
from scoring.state.keys import Subject
from scoring.state.reads import Shelf


@dataclass(frozen=True, slots=True)
class PeopleRead:
    people: People
    records: dict[RecordId, PersonRecord]
    component: Component


@dataclass(frozen=True, slots=True)
class AddressesRead:
    """Of the located world. ``contacts`` by address, also where there are none; ``people`` all named in them."""

    names: Names
    records: dict[RecordId, AddressRecord]
    contacts: dict[EntityId, list[Contact]]
    people: PeopleRead


async def read_people(shelf: Shelf, records: Collection[RecordId]) -> PeopleRead:
    component = await read_component(shelf, Subject.PERSON, records)
    found = {record: held for record, held in component.records.items() if isinstance(held, PersonRecord)}
    people = disclose_people(component, shelf.models.of(Subject.PERSON), shelf.past)
    return PeopleRead(people, found, component)


async def read_contacts(shelf: Shelf, subject: Subject, records: Collection[RecordId]) -> list[Contact]:
    """Cost: two round trips."""
    timelines = [keys.contacts(subject, record) for record in records]
    await shelf.fetch(timelines)
    cells = [keys.cell(event) for timeline in timelines for event in shelf.scores(timeline)]
    await shelf.fetch(cells)
    held = [cell.standing for key in cells if (cell := shelf.document(key, Cell))]
    return [contact for contact in held if contact]


async def read_addresses(shelf: Shelf, records: Iterable[RecordId]) -> AddressesRead:
    """The addresses of these records. Cost: about ten round trips, whatever their number."""
    seeds = set(records)
    await shelf.fetch([keys.record(Subject.ADDRESS, record) for record in seeds])
    component = await read_component(shelf, Subject.ADDRESS, {r for r in seeds if _is_place(shelf, r)})
    found = {record: held for record, held in component.records.items() if isinstance(held, AddressRecord)}
    # A commit may come between two reads and move a contact away. The answer is then thrown away, but not by an error.
    contacts = [one for one in await read_contacts(shelf, Subject.ADDRESS, found) if one.address in found]
    people = await read_people(shelf, {contact.person for contact in contacts if contact.person})
    shown = disclose_at_addresses(contacts, people.people.located)
    first: dict[RecordId, float] = {}
    for contact in shown:
        first[contact.address] = min(contact.happened, first.get(contact.address, contact.happened))
    # A list of addresses says nothing of anybody, so what it has stands whoever is withheld.
    for record, held in found.items():
        if held.listed is not None:
            first[record] = min(held.listed, first.get(record, held.listed))
    left = component.without(component.records.keys() - first.keys())
    names = name_entities(left, shelf.models.of(Subject.ADDRESS), first)
    by_address: dict[EntityId, list[Contact]] = {address: [] for address in names.values()}
    for contact in shown:
        by_address[names[contact.address]].append(contact)
    return AddressesRead(names, found, by_address, people)


def introduce(records: Iterable[AddressRecord]) -> AddressParticulars:
    """In the words of a list of addresses, where one has it."""
    held = list(records)
    listed = [record.statement for record in held if record.listed is not None]
    return introduce_address([record.statement for record in held], listed)


def group(names: Names) -> dict[EntityId, list[RecordId]]:
    grouped: dict[EntityId, list[RecordId]] = {}
    for record, entity in names.items():
        grouped.setdefault(entity, []).append(record)
    return grouped


def _is_place(shelf: Shelf, record: RecordId) -> bool:
    held = shelf.document(keys.record(Subject.ADDRESS, record), AddressRecord)
    return held is not None and names_place(held.statement)
