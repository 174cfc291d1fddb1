"""Finding persons and addresses by the words of their records.

Whom a search finds, and whether there are more, does not depend on anybody withheld: candidates are taken in
the order of their record ids, which are digests, until there are enough that may be shown.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from scoring.indicators.household import find_presences
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_address, introduce_person
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.keys import Subject
from scoring.state.queries import Alternatives
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, group, read_addresses, read_people
from streams.codes.agencies import Agency

FOUND_LIMIT = 50
# Records looked at in one go. A broad search ends after one or two batches; a larger one would mostly be in vain.
_BATCH = 60

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Found(Generic[F]):
    """At most ``FOUND_LIMIT`` of them; ``more`` when there are others, of which nothing is said."""

    found: tuple[F, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class PersonFound:
    id: EntityId
    particulars: PersonParticulars


@dataclass(frozen=True, slots=True)
class AddressFound:
    """``agencies``, ``people`` and ``last`` (Unix seconds) are of contacts up to the moment asked for."""

    id: EntityId
    particulars: AddressParticulars
    agencies: tuple[Agency, ...]
    people: int
    last: float | None


async def search_people(shelf: Shelf, wanted: Alternatives) -> Found[PersonFound]:
    """By name. Cost: about five round trips for each 60 records that match."""
    found: dict[EntityId, PersonFound] = {}
    async for batch in _candidates(shelf, Subject.PERSON, wanted):
        read = await read_people(shelf, batch)
        persons = group(read.people.known)
        for person in (read.people.known[record] for record in batch if record in read.people.known):
            if person not in found:
                identities = (read.records[record].statement for record in persons[person])
                found[person] = PersonFound(person, introduce_person(identities))
        if len(found) > FOUND_LIMIT:
            break
    return _limit(found, lambda one: (one.particulars.name, one.particulars.birth_date, one.id))


async def search_addresses(shelf: Shelf, wanted: Alternatives, t: float) -> Found[AddressFound]:
    """By postcode. Cost: about fifteen round trips for each 60 records that match."""
    found: dict[EntityId, AddressFound] = {}
    async for batch in _candidates(shelf, Subject.ADDRESS, wanted):
        read = await read_addresses(shelf, batch)
        addresses = group(read.names)
        for address in (read.names[record] for record in batch if record in read.names):
            if address not in found:
                found[address] = _sum_up(read, address, addresses[address], t)
        if len(found) > FOUND_LIMIT:
            break
    return _limit(found, lambda one: (one.particulars.postcode, one.particulars.text, one.id))


async def _candidates(shelf: Shelf, subject: Subject, wanted: Alternatives) -> AsyncIterator[list[RecordId]]:
    groups = [[keys.term(subject, word) for word in sorted(terms)] for terms in wanted]
    records = sorted(RecordId(record) for record in await shelf.find(groups))
    for start in range(0, len(records), _BATCH):
        yield records[start : start + _BATCH]


def _limit(found: dict[EntityId, F], order: Callable[[F], Any]) -> Found[F]:
    shown = list(found.values())[:FOUND_LIMIT]
    return Found(tuple(sorted(shown, key=order)), len(found) > FOUND_LIMIT)


def _sum_up(read: AddressesRead, address: EntityId, records: list[RecordId], t: float) -> AddressFound:
    contacts = [contact for contact in read.contacts[address] if contact.happened <= t]
    agencies = {contact.agency for contact in contacts}
    return AddressFound(
        address,
        introduce_address(read.records[record].statement for record in records),
        tuple(agency for agency in Agency if agency.value in agencies),
        len(find_presences(contacts, Subject.PERSON, read.people.people.located, t)),
        max((contact.happened for contact in contacts), default=None),
    )
