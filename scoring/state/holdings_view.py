"""All that an area holds about one person, as linkage has it and with nothing withheld: for whoever answers to that
person for it, and for nobody else. See :mod:`scoring.indicators.disclosure` for what others are told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scoring.indicators.counts import Tally, count_contacts, count_within
from scoring.indicators.particulars import PersonParticulars, introduce_person
from scoring.linkage.finding.entries import filed, numbered, record_of
from scoring.linkage.records import EntityId, RecordId
from scoring.linkage.ties import find_ties
from scoring.risk.held import PersonRisk
from scoring.state import keys
from scoring.state.alerts_held import Held, read_about
from scoring.state.documents import AddressRecord, Answers, Care, CareAnswer, Cell, Contact, Entity, PersonRecord
from scoring.state.keys import Subject
from scoring.state.links_view import weigh_inside
from scoring.state.merges import MergeSeen, fetch_merges, find_merges
from scoring.state.pairs import Known, Made, PairSeen, RecordSeen, read_decisions, see
from scoring.state.reads import Shelf
from streams.contract import EventKey


@dataclass(frozen=True, slots=True)
class EventHeld:
    """``contact`` as it counts; ``place``: the address it names, in its words, None where it names none."""

    key: EventKey
    contact: Contact
    rectified: bool
    restricted: bool
    place: AddressRecord | None


@dataclass(frozen=True, slots=True)
class HoldingsView:
    """``events`` latest first. ``ties`` hold the records together, weakest first; ``decided``: what people decided of
    these records, also of one of them and somebody else's; ``merges``: what agencies said of their numbers."""

    id: EntityId
    sensitivity: int
    particulars: PersonParticulars
    records: Mapping[RecordId, PersonRecord]
    seen: Sequence[RecordSeen]
    ties: Sequence[PairSeen]
    decided: Sequence[Made]
    merges: Sequence[MergeSeen]
    events: Sequence[EventHeld]
    within: tuple[int, ...]
    tallies: Sequence[Tally]
    alerts: Sequence[Held]
    answers: Answers
    risk: PersonRisk | None
    opinions: Sequence[CareAnswer]


async def view_holdings(shelf: Shelf, record: RecordId, t: float) -> HoldingsView | None:
    """``record`` is any record id of the person; None for nobody. Cost: about eight round trips."""
    person = await _find_person(shelf, record)
    if person is None:
        return None
    entity, records = person
    held = {one: found for one in records if (found := _record(shelf, one))}
    events = await _read_events(shelf, held)
    decided = await read_decisions(shelf, Subject.PERSON, held)
    about = (keys.answers(Subject.PERSON, entity), keys.risk(entity))
    await shelf.fetch([*about, *(keys.evidence(Subject.PERSON, one) for one in held), *map(keys.care, held)])
    merges = await find_merges(shelf, {number for found in held.values() for number in found.local_ids})
    await fetch_merges(shelf, held)
    seen = {one: RecordSeen(one, entity, found.statement, False) for one, found in held.items()}
    known = Known(dict.fromkeys(held, entity), seen)
    said_one = {pair for pair, made in decided.items() if made[0].decision.confirmed and {*pair} <= held.keys()}
    ties = find_ties(list(held), weigh_inside(shelf, Subject.PERSON, held), said_one)
    contacts = [event.contact for event in events]
    cares = [care for one in held if (care := shelf.document(keys.care(one), Care))]
    return HoldingsView(
        entity,
        max(found.sensitivity for found in held.values()),
        introduce_person(found.statement for found in held.values()),
        held,
        [seen[one] for one in sorted(held)],
        [see(shelf, Subject.PERSON, known, pair, decided) for pair in ties],
        [made for pair in sorted(decided) for made in decided[pair]],
        merges,
        events,
        count_within((contact.happened for contact in contacts), t),
        tuple(count_contacts(contacts, t)),
        await read_about(shelf, Subject.PERSON, held),
        shelf.document(about[0], Answers) or Answers(()),
        shelf.document(about[1], PersonRisk),
        sorted({answer for care in cares for answer in care.answers}, reverse=True),
    )


@dataclass(frozen=True, slots=True)
class Restriction:
    """How restricted a person is, as linkage has them."""

    id: EntityId
    sensitivity: int
    particulars: PersonParticulars


async def find_restriction(shelf: Shelf, record: RecordId | EntityId) -> Restriction | None:
    """None for nobody. Cost: three round trips."""
    person = await _find_person(shelf, RecordId(record))
    if person is None:
        return None
    held = [found for one in person[1] if (found := _record(shelf, one))]
    strictest = max(one.sensitivity for one in held)
    return Restriction(person[0], strictest, introduce_person(one.statement for one in held))


async def find_by_number(shelf: Shelf, number: str) -> Mapping[EntityId, PersonParticulars]:
    """Everybody an agency knows under exactly this NHS number, or this number of its own, whoever is withheld
    elsewhere included. Cost: four round trips."""
    entries = [keys.index(Subject.PERSON, words) for words in (numbered(number), filed(number))]
    await shelf.fetch(entries)
    records = {record_of(member) for entry in entries for member in shelf.scores(entry)}
    found: dict[EntityId, PersonParticulars] = {}
    for record in sorted(records):
        person = await _find_person(shelf, record)
        if person and person[0] not in found:
            held = [one for name in person[1] if (one := _record(shelf, name))]
            found[person[0]] = introduce_person(one.statement for one in held)
    return found


async def _find_person(shelf: Shelf, record: RecordId) -> tuple[EntityId, tuple[RecordId, ...]] | None:
    await shelf.fetch([keys.record(Subject.PERSON, record)])
    held = _record(shelf, record)
    if held is None:
        return None
    await shelf.fetch([keys.entity(Subject.PERSON, held.entity)])
    entity = shelf.document(keys.entity(Subject.PERSON, held.entity), Entity)
    records = entity.records if entity else (record,)
    await shelf.fetch(keys.record(Subject.PERSON, one) for one in records)
    return held.entity, records


def _record(shelf: Shelf, record: RecordId) -> PersonRecord | None:
    return shelf.document(keys.record(Subject.PERSON, record), PersonRecord)


async def _read_events(shelf: Shelf, records: Collection[RecordId]) -> list[EventHeld]:
    timelines = [keys.contacts(Subject.PERSON, record) for record in records]
    await shelf.fetch(timelines)
    named = sorted({EventKey(event) for timeline in timelines for event in shelf.scores(timeline)})
    await shelf.fetch(map(keys.cell, named))
    cells = {event: cell for event in named if (cell := shelf.document(keys.cell(event), Cell))}
    places = {cell.contact.address for cell in cells.values() if cell.contact and cell.contact.address}
    await shelf.fetch(keys.record(Subject.ADDRESS, place) for place in places)
    found = [
        EventHeld(
            event,
            contact,
            bool(cell.version and cell.version.rectified),
            cell.restricted is not None,
            shelf.document(keys.record(Subject.ADDRESS, contact.address), AddressRecord) if contact.address else None,
        )
        for event, cell in cells.items()
        if (contact := cell.standing)
    ]
    return sorted(found, key=lambda one: (-one.contact.happened, one.key))
