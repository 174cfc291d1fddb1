"""The world that alerts are told in, read at once for many of them: see :mod:`scoring.indicators.disclosure`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.indicators.case_events import case_of
from scoring.indicators.disclosure import Names
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.alerts_held import Held
from scoring.state.documents import UNRESTRICTED, Cell, Contact, Entity
from scoring.state.elsewhere import read_others
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, PeopleRead, read_addresses, read_people
from streams.codes.alerts import AlertSubject
from streams.contract import EventKey


@dataclass(frozen=True, slots=True)
class Known:
    """``people``: of person alerts, and named in what any alert rests on. ``living``: whoever was seen at each address.
    ``standing``: what the alerts rest on, as far as it stands; ``rectified``: of that, what was corrected.
    ``open_to_all``: nobody and no place that was read is restricted, so that linkage has all as it is told."""

    people: PeopleRead
    addresses: AddressesRead
    living: dict[EntityId, frozenset[EntityId]]
    standing: dict[EventKey, Contact]
    rectified: frozenset[EventKey]
    open_to_all: bool

    def names(self, subject: Subject) -> Names:
        return self.people.people.known if subject is Subject.PERSON else self.addresses.names

    def may_tell(self, subject: Subject, contact: Contact) -> bool:
        if subject is Subject.PERSON:
            return contact.person in self.people.people.known
        return contact.person in self.people.people.located if contact.person else contact.sensitivity == UNRESTRICTED

    def belongs(self, held: Held, entity: EntityId, contact: Contact) -> bool:
        """It is told on the page of this person or address, or of somebody seen there where a household is asked
        about."""
        subject = held.target.subject
        if not self.may_tell(subject, contact):
            return False
        here = contact.person if subject is Subject.PERSON else contact.address
        if self.names(subject).get(here) == entity:
            return True
        household = held.alert.subject == AlertSubject.HOUSEHOLD
        return household and self.people.people.located.get(contact.person) in self.living[entity]


def name_events(held: Held) -> Iterator[EventKey]:
    """What the alert rested on when it was raised."""
    return (event for because in held.alert.because for event in because.events)


def records_of(shelf: Shelf, held: Held) -> Sequence[RecordId]:
    """As linkage has them; its name alone of what is no more."""
    found = shelf.document(keys.entity(held.target.subject, held.target.entity), Entity)
    return found.records if found else (RecordId(held.target.entity),)


async def read_known(shelf: Shelf, held: Sequence[Held]) -> Known:
    """Cost: some fifteen round trips, whatever their number."""
    events = {event for one in held for event in name_events(one)}
    cells = {event: keys.cell(event) for event in events}
    await shelf.fetch(
        [keys.RULES, *cells.values(), *(keys.entity(one.target.subject, one.target.entity) for one in held)]
    )
    found = {event: shelf.document(key, Cell) for event, key in cells.items()}
    standing = {event: contact for event, cell in found.items() if cell and (contact := cell.standing)}
    rectified = frozenset(event for event, cell in found.items() if cell and cell.version and cell.version.rectified)
    addresses = await read_addresses(shelf, _records(shelf, held, Subject.ADDRESS))
    named = {one.person for here in addresses.contacts.values() for one in here if one.person}
    named |= {contact.person for contact in standing.values() if contact.person}
    # What may be told of a case decides whether it is open.
    cases = {case for contact in standing.values() if (case := case_of(contact))}
    named |= {one.contact.person for one in await read_others(shelf, cases, ()) if one.contact.person}
    people = await read_people(shelf, named | set(_records(shelf, held, Subject.PERSON)))
    located = people.people.located
    living = {
        address: frozenset(located[one.person] for one in here if one.person)
        for address, here in addresses.contacts.items()
    }
    strict = {one.sensitivity for one in people.records.values()}
    strict |= {one.sensitivity for one in addresses.records.values()}
    return Known(people, addresses, living, standing, rectified, strict <= {UNRESTRICTED})


def _records(shelf: Shelf, held: Iterable[Held], subject: Subject) -> Iterator[RecordId]:
    return (record for one in held if one.target.subject is subject for record in records_of(shelf, one))
