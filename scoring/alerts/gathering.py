"""All that is known of a person, or of an address and its household, read for the rules.

What an alert about an address may rest on is as in :mod:`scoring.indicators.disclosure`, but stricter and cheaper: a
contact that names somebody restricted, and all others that name them, are left out; who is one person is taken as
it stands. Of somebody very restricted there are no alerts: nobody may be told that they exist. Nor are there of what
is no place ("no fixed abode"), where people have nothing to do with one another.
"""

from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass

from scoring.indicators.facts import Fact, Facts
from scoring.indicators.household import find_household
from scoring.linkage.components import SHAPES, View
from scoring.linkage.records import EntityId, RecordId, names_place
from scoring.state import keys
from scoring.state.area import Stock
from scoring.state.documents import RESTRICTED, UNRESTRICTED, VERY_RESTRICTED, AddressRecord, Cell, Entity, Watch
from scoring.state.keys import Key, Subject
from streams.contract import EventKey

Reads = Generator[set[Key], None, "Gathered"]

# Beyond so many contacts only the latest count: a hospital's, or somebody's whom every agency meets daily.
MOST = 1_000
# Of somebody seen at more addresses, the latest so many.
HOMES = 8


@dataclass(frozen=True, slots=True)
class Gathered:
    """``household`` is None where there is none: of a person, and at an address of more people than live in one.
    ``homes``: addresses a person was seen at, latest first, also of one of whom nothing is told."""

    own: Facts
    household: Facts | None = None
    homes: tuple[EntityId, ...] = ()


_NO_FACTS = Facts((), {}, {})
NOTHING = Gathered(_NO_FACTS)


def gather(view: View, subject: Subject, entity: EntityId, t: float) -> Reads:
    """Yields, ring by ring, the keys to read before it goes on."""
    yield {keys.entity(subject, entity)}
    held = view.document(keys.entity(subject, entity), Entity)
    if held is None:
        return NOTHING
    if subject is Subject.PERSON:
        return (yield from _gather_person(view, entity, held))
    return (yield from _gather_address(view, entity, held, t))


def _gather_person(view: View, entity: EntityId, held: Entity) -> Reads:
    facts = yield from _read_facts(view, Subject.PERSON, held.records)
    addresses = yield from _name(view, Subject.ADDRESS, {fact.contact.address for fact in facts.values()})
    own = Facts(_in_order(facts), dict.fromkeys(held.records, entity), addresses)
    homes = dict.fromkeys(
        addresses[fact.contact.address] for fact in reversed(own.facts) if fact.contact.address in addresses
    )
    told = _NO_FACTS if held.sensitivity >= VERY_RESTRICTED else own
    return Gathered(told, homes=tuple(homes)[:HOMES])


def gather_home(view: View, entity: EntityId, t: float) -> Generator[set[Key], None, Facts | None]:
    """An address' own facts, and None where no household lives. Yields as :func:`gather` does."""
    yield {keys.entity(Subject.ADDRESS, entity)}
    held = view.document(keys.entity(Subject.ADDRESS, entity), Entity)
    if held is None:
        return None
    yield {keys.contacts(Subject.ADDRESS, record) for record in held.records}
    if sum(len(view.scores(keys.contacts(Subject.ADDRESS, record))) for record in held.records) > MOST:
        return None
    seen = yield from _see_address(view, entity, held, t)
    return None if seen is None or seen.living is None else seen.own


def _gather_address(view: View, entity: EntityId, held: Entity, t: float) -> Reads:
    seen = yield from _see_address(view, entity, held, t)
    if seen is None:
        return NOTHING
    own = seen.own
    if seen.living is None:
        return Gathered(own)
    theirs = {record: person for person in seen.living if (one := seen.known[person]) for record in one.records}
    everything = {fact.event: fact for fact in own.facts} | (yield from _read_facts(view, Subject.PERSON, [*theirs]))
    return Gathered(own, Facts(_in_order(everything), {**own.persons, **theirs}, own.addresses, own.watched))


@dataclass(frozen=True, slots=True)
class _Seen:
    """``living``: who was seen there lately, None where they are too many for a household; ``known``: all of them."""

    own: Facts
    living: frozenset[EntityId] | None
    known: Mapping[EntityId, Entity | None]


def _see_address(view: View, entity: EntityId, held: Entity, t: float) -> Generator[set[Key], None, _Seen | None]:
    founder = keys.record(Subject.ADDRESS, entity)
    yield {founder, *(keys.watch(record) for record in held.records)}
    written = view.document(founder, AddressRecord)
    if written is None or not names_place(written.statement):
        return None
    found = yield from _read_facts(view, Subject.ADDRESS, held.records)
    persons = yield from _name(view, Subject.PERSON, {fact.contact.person for fact in found.values()})
    yield {keys.entity(Subject.PERSON, person) for person in persons.values()}
    known = {person: view.document(keys.entity(Subject.PERSON, person), Entity) for person in set(persons.values())}
    open_to_all = {person for person, one in known.items() if one and one.sensitivity < RESTRICTED}
    told = {event: fact for event, fact in found.items() if _may_tell(fact, persons, open_to_all)}
    seen = {record: person for record, person in persons.items() if person in open_to_all}
    own = Facts(_in_order(told), seen, dict.fromkeys(held.records, entity), find_watch(view, held.records))
    return _Seen(own, find_household([fact.contact for fact in own.facts], seen, t), known)


def _read_facts(
    view: View, subject: Subject, records: Collection[RecordId]
) -> Generator[set[Key], None, dict[EventKey, Fact]]:
    timelines = [keys.contacts(subject, record) for record in records]
    yield set(timelines)
    if sum([len(view.scores(timeline)) for timeline in timelines]) > MOST:
        return (yield from _read_latest(view, timelines))
    # Whatever changes a contact is written to its records' timelines as well.
    kept: dict[Key, dict[EventKey, Fact]] = view.kept if isinstance(view, Stock) else {}
    if new := [timeline for timeline in timelines if timeline not in kept]:
        yield {keys.cell(event) for timeline in new for event in view.scores(timeline)}
        for timeline in new:
            kept[timeline] = _read_cells(view, view.scores(timeline))
    facts: dict[EventKey, Fact] = {}
    for timeline in timelines:
        facts |= kept[timeline]
    return facts


def _read_latest(view: View, timelines: Iterable[Key]) -> Generator[set[Key], None, dict[EventKey, Fact]]:
    moments = {event: happened for timeline in timelines for event, happened in view.scores(timeline).items()}
    latest = sorted(moments, key=lambda event: (-moments[event], event))[:MOST]
    yield {keys.cell(event) for event in latest}
    return _read_cells(view, latest)


def _read_cells(view: View, events: Iterable[str]) -> dict[EventKey, Fact]:
    facts: dict[EventKey, Fact] = {}
    for event in map(EventKey, events):
        if (cell := view.document(keys.cell(event), Cell)) and (contact := cell.standing):
            facts[event] = Fact(event, contact)
    return facts


def _name(
    view: View, subject: Subject, records: Iterable[RecordId]
) -> Generator[set[Key], None, dict[RecordId, EntityId]]:
    wanted = {record: keys.record(subject, record) for record in records if record}
    yield set(wanted.values())
    held = {record: view.document(key, SHAPES[subject]) for record, key in wanted.items()}
    return {record: found.entity for record, found in held.items() if found}


def _may_tell(fact: Fact, persons: Mapping[RecordId, EntityId], open_to_all: Collection[EntityId]) -> bool:
    person = fact.contact.person
    return persons.get(person) in open_to_all if person else fact.contact.sensitivity == UNRESTRICTED


def find_watch(view: View, records: Iterable[RecordId]) -> float | None:
    """Until when the address of these records, whose watches must have been read, is watched."""
    held = [view.document(keys.watch(record), Watch) for record in records]
    return max((watch.until for watch in held if watch and watch.until), default=None)


def _in_order(facts: Mapping[EventKey, Fact]) -> tuple[Fact, ...]:
    ranked = sorted([(fact.contact.happened, fact) for fact in facts.values()])
    return tuple([fact for _, fact in ranked])
