"""The page of a person at any moment: counts, agencies involved, where they were seen, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.indicators.developments import find_developments, line_up
from scoring.indicators.disclosure import Names
from scoring.indicators.facts import Facts
from scoring.indicators.household import Presence, find_presences
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_person
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.activity import Activity, Moment, Said, describe
from scoring.state.documents import AddressRecord, Contact
from scoring.state.elsewhere import read_further
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, group, introduce, read_addresses, read_contacts, read_people


@dataclass(frozen=True, slots=True)
class AddressSeen:
    """``id`` is None for what is no address to look up, such as no fixed abode."""

    id: EntityId | None
    address: AddressParticulars
    presence: Presence


@dataclass(frozen=True, slots=True)
class PersonView:
    """``addresses`` is None where it is withheld where the person lives. ``said``: address record to its words."""

    id: EntityId
    particulars: PersonParticulars
    activity: Activity
    addresses: tuple[AddressSeen, ...] | None
    said: dict[RecordId, Said]


async def view_person(shelf: Shelf, record: RecordId, moment: Moment) -> PersonView | None:
    """``record`` is any record id of the person, so that a name from before a merge still leads here. None for
    nobody, and for somebody whose existence is withheld."""
    read = await read_people(shelf, [record])
    person = read.people.known.get(record)
    if person is None:
        return None
    records = group(read.people.known)[person]
    contacts = await read_contacts(shelf, Subject.PERSON, records)
    particulars = introduce_person(read.records[held].statement for held in records)
    persons = dict.fromkeys(records, person)
    if person in read.people.restricted:
        return PersonView(person, particulars, await _describe(shelf, contacts, persons, {}, moment), None, {})
    homes = await read_addresses(shelf, {contact.address for contact in contacts if contact.address})
    written = _addresses_as_written(shelf, contacts)
    seen = _list_addresses(homes, written, contacts, moment.t)
    said = {r: Said(homes.names.get(r), _one_line(held)) for r, held in written.items()}
    activity = await _describe(shelf, contacts, persons, homes.names, moment)
    return PersonView(person, particulars, activity, seen, said)


async def _describe(
    shelf: Shelf, contacts: Sequence[Contact], persons: Names, addresses: Names, moment: Moment
) -> Activity:
    past = line_up(contacts, moment.t)
    further = await read_further(shelf, Subject.PERSON, past, moment.t)
    facts = Facts(past, persons, addresses, further=further)
    return describe(contacts, find_developments(facts, facts, moment.t), moment, further)


def _addresses_as_written(shelf: Shelf, contacts: Sequence[Contact]) -> dict[RecordId, AddressRecord]:
    held = {
        contact.address: shelf.document(keys.record(Subject.ADDRESS, contact.address), AddressRecord)
        for contact in contacts
        if contact.address
    }
    return {record: document for record, document in held.items() if document}


def _list_addresses(
    homes: AddressesRead, written: dict[RecordId, AddressRecord], contacts: Sequence[Contact], t: float
) -> tuple[AddressSeen, ...]:
    # What is no address to look up stands for itself, under its record's id.
    names: Names = {record: homes.names.get(record, EntityId(record)) for record in written}
    everywhere = group(homes.names)
    listed = []
    for presence in find_presences(contacts, Subject.ADDRESS, names, t):
        records = everywhere.get(presence.entity)
        held = [homes.records[r] for r in records] if records else [written[RecordId(presence.entity)]]
        listed.append(AddressSeen(presence.entity if records else None, introduce(held), presence))
    return tuple(listed)


def _one_line(record: AddressRecord) -> str:
    return ", ".join(part for part in (record.statement.text, record.statement.postcode) if part)
