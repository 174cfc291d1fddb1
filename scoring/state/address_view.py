"""The page of an address at any moment: counts, agencies involved, who was seen there, the timeline, the building."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.indicators.developments import find_developments, line_up
from scoring.indicators.facts import Facts
from scoring.indicators.household import Presence, find_presences
from scoring.indicators.particulars import (
    AddressParticulars,
    PersonParticulars,
    introduce_person,
    write_name,
)
from scoring.linkage.records import EntityId, RecordId
from scoring.state.activity import Activity, Moment, Said, describe
from scoring.state.building_view import Building, view_building
from scoring.state.documents import Contact
from scoring.state.elsewhere import read_further
from scoring.state.households import read_household
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import PeopleRead, group, introduce, read_addresses


@dataclass(frozen=True, slots=True)
class PersonSeen:
    person: PersonParticulars
    presence: Presence


@dataclass(frozen=True, slots=True)
class AddressView:
    """``said``: person record to its words."""

    id: EntityId
    particulars: AddressParticulars
    activity: Activity
    people: tuple[PersonSeen, ...]
    said: dict[RecordId, Said]
    building: Building


async def view_address(shelf: Shelf, record: RecordId, moment: Moment) -> AddressView | None:
    """None for an unknown address, and for one of which nothing may be told."""
    read = await read_addresses(shelf, [record])
    address = read.names.get(record)
    if address is None:
        return None
    contacts = read.contacts[address]
    records = group(read.names)[address]
    facts = line_up(contacts, moment.t)
    further = await read_further(shelf, Subject.ADDRESS, facts, moment.t, here=records)
    own = Facts(facts, read.people.people.located, dict.fromkeys(records, address), further=further)
    household = await read_household(shelf, own, moment.t, until=moment.t)
    return AddressView(
        address,
        introduce(read.records[held] for held in records),
        describe(contacts, find_developments(own, household, moment.t), moment, further),
        _list_people(read.people, contacts, moment.t),
        _quote(read.people, contacts),
        await view_building(shelf, read, address, moment.t),
    )


def _list_people(read: PeopleRead, contacts: Sequence[Contact], t: float) -> tuple[PersonSeen, ...]:
    located = read.people.located
    persons = group(located)
    return tuple(
        PersonSeen(introduce_person(read.records[r].statement for r in persons[presence.entity]), presence)
        for presence in find_presences(contacts, Subject.PERSON, located, t)
    )


def _quote(read: PeopleRead, contacts: Sequence[Contact]) -> dict[RecordId, Said]:
    named = {contact.person for contact in contacts if contact.person}
    return {r: Said(read.people.located[r], write_name(read.records[r].statement)) for r in named}
