"""Finding persons and addresses, though nobody wrote their names the same way.

Records are looked for in the entries of the index that are like what was typed, the likeliest first, until there are
enough that may be shown; those are weighed against it by the model that links records, and shown in that order. Whom
a search finds, and whether there are more, does not depend on anybody withheld.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scoring.indicators.household import find_presences
from scoring.indicators.particulars import AddressParticulars, PersonParticulars, introduce_address, introduce_person
from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.linkage.finding.looks import Look
from scoring.linkage.finding.people import plan_for_person, typed_names
from scoring.linkage.finding.phrasing import phrase, without_place
from scoring.linkage.finding.places import plan_for_address
from scoring.linkage.finding.reasons import Reason, explain_person, explain_place
from scoring.linkage.records import EntityId, Identity, Place, RecordId
from scoring.state import keys
from scoring.state.documents import VERY_RESTRICTED, Entity, PersonRecord
from scoring.state.index import Hit, read_alike, read_hits
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import AddressesRead, PeopleRead, group, read_addresses, read_people
from streams.codes.agencies import Agency

FOUND_LIMIT = 50
# Records weighed at most. Namesakes by the hundred are told apart by a birth date or an address, not by looking on.
_WEIGHED = 300
# Records of which all is read in one go.
_BATCH = 60
# In hundredths of a bit: who is a thousand times less likely meant than the first is not shown.
_WITHIN = 1_200

F = TypeVar("F")
Weight = tuple[int, float]
"""Of the model, in hundredths of a bit; and how well the names fit letter by letter."""


@dataclass(frozen=True, slots=True)
class Found(Generic[F]):
    """At most ``FOUND_LIMIT`` of them, the likeliest first; ``more`` when there are others, of which nothing is said."""

    found: tuple[F, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class PersonFound:
    """``why`` is of the record that fits best."""

    id: EntityId
    particulars: PersonParticulars
    weight: Weight
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AddressFound:
    """``agencies``, ``people`` and ``last`` (Unix seconds) are of contacts up to the moment asked for."""

    id: EntityId
    particulars: AddressParticulars
    agencies: tuple[Agency, ...]
    people: int
    last: float | None
    weight: Weight
    why: tuple[Reason, ...]


async def search_people(shelf: Shelf, asked: PersonAsked) -> Found[PersonFound]:
    """Cost: about seven round trips, and some four more for each further 60 records that are as likely."""
    streets = [(Subject.ADDRESS, word) for word in (asked.whereabouts.words if asked.whereabouts else ())]
    names = [(Subject.PERSON, word) for word in typed_names(asked)]
    for looks in plan_for_person(asked, await read_alike(shelf, names), await read_alike(shelf, streets)):
        hits, further = await _admit_people(shelf, looks)
        if hits:
            return await _rank_people(shelf, asked, hits, further)
    return Found((), False)


async def _admit_people(shelf: Shelf, looks: Sequence[Look]) -> tuple[list[Hit], bool]:
    """The first records that may be shown to who looks there, and whether there are more of them."""
    admitted: list[Hit] = []
    async for hits in read_hits(shelf, Subject.PERSON, looks):
        admitted += await _find_shown(shelf, hits)
        if len(admitted) > _WEIGHED:
            break
    return admitted[:_WEIGHED], len(admitted) > _WEIGHED


async def _find_shown(shelf: Shelf, hits: list[Hit]) -> list[Hit]:
    """Nobody very restricted; and by where they are nobody restricted."""
    await shelf.fetch([keys.record(Subject.PERSON, hit.record) for hit in hits])
    held = {hit.record: shelf.document(keys.record(Subject.PERSON, hit.record), PersonRecord) for hit in hits}
    entities = {record: keys.entity(Subject.PERSON, found.entity) for record, found in held.items() if found}
    await shelf.fetch(entities.values())
    known = {record for record, key in entities.items() if _is_known(shelf.document(key, Entity))}
    by_place = [hit.record for hit in hits if hit.look.by_place and hit.record in known]
    located = (await read_people(shelf, by_place)).people.located if by_place else {}
    return [hit for hit in hits if hit.record in (located if hit.look.by_place else known)]


def _is_known(entity: Entity | None) -> bool:
    return entity is not None and entity.sensitivity < VERY_RESTRICTED


async def _rank_people(shelf: Shelf, asked: PersonAsked, hits: list[Hit], more: bool) -> Found[PersonFound]:
    """By the weight of each person's best record. All of a person is read for those that may be among the first."""
    located = (await read_people(shelf, [hit.record for hit in hits])).people.located if asked.whereabouts else {}
    weights = {hit.record: _weigh(shelf, asked, hit.record, hit.record in located) for hit in hits}
    left = sorted(weights, key=lambda record: (weights[record], record), reverse=True)
    left = [record for record in left if weights[record][0] >= weights[left[0]][0] - _WITHIN]
    found: dict[EntityId, PersonFound] = {}
    while left and len(found) <= FOUND_LIMIT:
        read = await read_people(shelf, left[:_BATCH])
        for person, records in group(read.people.known).items():
            found[person] = _introduce(shelf, asked, read, person, records)
        left = [record for record in left[_BATCH:] if record not in read.people.known]
    ranked = sorted(found.values(), key=lambda one: one.id)
    ranked.sort(key=lambda one: one.weight, reverse=True)
    return Found(tuple(ranked[:FOUND_LIMIT]), more or len(ranked) > FOUND_LIMIT)


def _introduce(
    shelf: Shelf, asked: PersonAsked, read: PeopleRead, person: EntityId, records: list[RecordId]
) -> PersonFound:
    located = any(record in read.people.located for record in records)
    weights = {record: _weigh(shelf, asked, record, located) for record in records}
    best = max(records, key=lambda record: (weights[record], record))
    may_say = asked if located else without_place(asked)
    why = explain_person(may_say, read.records[best].statement, read.records[best].local_ids)
    particulars = introduce_person(read.records[record].statement for record in records)
    return PersonFound(person, particulars, weights[best], why)


def _weigh(shelf: Shelf, asked: PersonAsked, record: RecordId, located: bool) -> Weight:
    """Where somebody restricted is says nothing: it must not be found out by asking."""
    held = shelf.document(keys.record(Subject.PERSON, record), PersonRecord)
    assert held is not None
    said, fit = phrase(asked if located else without_place(asked), held.statement)
    return shelf.models.persons.weigh(said, held.statement), fit


async def search_addresses(shelf: Shelf, asked: Whereabouts, t: float) -> Found[AddressFound]:
    """Cost: about fifteen round trips for each 60 records that are as likely."""
    streets = await read_alike(shelf, [(Subject.ADDRESS, word) for word in asked.words])
    for looks in plan_for_address(asked, streets):
        if found := await _find_addresses(shelf, asked, looks, t):
            ranked = sorted(found.values(), key=lambda one: (one.particulars.postcode, one.particulars.text, one.id))
            ranked.sort(key=lambda one: one.weight, reverse=True)
            return Found(tuple(ranked[:FOUND_LIMIT]), len(ranked) > FOUND_LIMIT)
    return Found((), False)
