"""The other side of the contacts that an alert rests on: who was met at an address, where a person was met."""

from collections.abc import Mapping

from scoring.indicators.particulars import write_name
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.activity import Said
from scoring.state.alerts_disclosed import Disclosed
from scoring.state.alerts_known import Known
from scoring.state.documents import AddressRecord, Contact
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import read_addresses


async def say_others(shelf: Shelf, known: Known, told: Disclosed) -> Mapping[RecordId, Said]:
    """By record id. Nothing of where a restricted person was. Cost: for a person some ten round trips."""
    contacts = list(told.grounds.contacts.values())
    if told.held.target.subject is Subject.ADDRESS:
        return _say_people(known, contacts)
    return {} if told.restricted else await _say_addresses(shelf, contacts)


def _say_people(known: Known, contacts: list[Contact]) -> Mapping[RecordId, Said]:
    """Of the located world; those of a household that is told anew are all among whoever was seen there."""
    located, records = known.people.people.located, known.people.records
    named = {contact.person for contact in contacts if contact.person in located}
    return {record: Said(located[record], write_name(records[record].statement)) for record in named}


async def _say_addresses(shelf: Shelf, contacts: list[Contact]) -> Mapping[RecordId, Said]:
    named = {contact.address for contact in contacts if contact.address}
    homes = await read_addresses(shelf, named)
    held = {record: shelf.document(keys.record(Subject.ADDRESS, record), AddressRecord) for record in named}
    return {record: Said(homes.names.get(record), _write(found)) for record, found in held.items() if found}


def _write(record: AddressRecord) -> str:
    return ", ".join(part for part in (record.statement.text, record.statement.postcode) if part)
