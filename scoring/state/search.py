"""Finding persons and addresses by the words of their records.

Whom a search finds, and whether there are more, does not depend on anybody withheld: candidates are taken in
the order of their record ids, which are digests, until there are enough that may be shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scoring.indicators.household import find_presences
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_address, introduce_person
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.keys import Subject
from scoring.state.queries import Alternatives
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, PeopleRead, read_addresses, read_people
from streams.codes.agencies import Agency

FOUND_LIMIT = 50
# Records looked at in one go: enough for 50 entities of four records each, few enough to stay quick.
_BATCH = 200

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
    """By name. Cost: about five round trips for each 200 records that match."""
    found: dict[EntityId, PersonFound] = {}
    for batch in _cut(await _find(shelf, Subject.PERSON, wanted)):
        read = await read_people(shelf, batch)
        for person in dict.fromkeys(read.people.known[record] for record in batch if record in read.people.known):
            found.setdefault(person, _describe_person(read, person))
        if len(found) > FOUND_LIMIT:
            break
    return _limit(list(found.values()), lambda one: (one.particulars.name, one.particulars.birth_date, one.id))


async def search_addresses(shelf: Shelf, wanted: Alternatives, t: float) -> Found[AddressFound]:
    """Cost: about fifteen round trips for each 200 records that match."""
    found: dict[EntityId, AddressFound] = {}
    for batch in _cut(await _find(shelf, Subject.ADDRESS, wanted)):
        read = await read_addresses(shelf, batch)
        for address in dict.fromkeys(read.names[record] for record in batch if record in read.names):
            found.setdefault(address, _describe_address(read, address, t))
        if len(found) > FOUND_LIMIT:
            break
    return _limit(list(found.values()), lambda one: (one.particulars.postcode, one.particulars.text, one.id))
