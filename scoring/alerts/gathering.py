"""All that is known of a person, or of an address and its household, read for the rules.

What an alert about an address may rest on is as in :mod:`scoring.indicators.disclosure`, but stricter and cheaper: a
contact that names somebody restricted, and all others that name them, are left out; who is one person is taken as
it stands. Of somebody very restricted there are no alerts: nobody may be told that they exist. Nor are there of what
is no place ("no fixed abode"), where people have nothing to do with one another.
"""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from scoring.alerts.elsewhere import read_further
from scoring.alerts.shelf import Shelf, name_entities, read_people
from scoring.indicators.case_events import Case, case_of
from scoring.indicators.facts import Fact, Facts
from scoring.indicators.household import find_first_leaving, find_household, find_leaving, find_steady
from scoring.linkage.components import View
from scoring.linkage.records import EntityId, RecordId, names_place
from scoring.state import keys
from scoring.state.area import LATEST, Stock
from scoring.state.documents import (
    RESTRICTED,
    UNRESTRICTED,
    VERY_RESTRICTED,
    AddressRecord,
    Cell,
    Contact,
    Entity,
    Watch,
)
from scoring.state.keys import Key, Subject
from streams.contract import EventKey

Reads = Generator[set[Key], None, "Gathered"]

# Beyond so many contacts only the latest count: a hospital's, or somebody's whom every agency meets daily.
MOST = LATEST - 1
# Of somebody seen at more addresses, those of the latest so many are looked at with them.
HOMES = 8


@dataclass(frozen=True, slots=True)
class Gathered:
    """``household`` is None where there is none: of a person, and at an address of more people than live in one.
    ``living``: who is of it; ``leaves``: the first moment at which time alone makes them others. ``steady``: at an
    address of too many people, where it was asked for, what is known of it and of those who were seen there first.
    ``homes``: addresses a person was seen at, latest first, also of one of whom nothing is told; ``cases``: of which
    any of their contacts is, likewise. ``restricted``: neither where somebody was seen nor at how many addresses may be
    told."""

    own: Facts
    household: Facts | None = None
    steady: Facts | None = None
    homes: tuple[EntityId, ...] = ()
    cases: frozenset[Case] = frozenset()
    living: frozenset[EntityId] = frozenset()
    leaves: float | None = None
    restricted: bool = False


_NO_FACTS = Facts((), {}, {})
# Whoever is gone may have been restricted.
NOTHING = Gathered(_NO_FACTS, restricted=True)


def gather(view: Shelf, subject: Subject, entity: EntityId, t: float, steady: bool = False) -> Reads:
    """Yields, ring by ring, the keys to read before it goes on. ``steady``: as in :class:`Gathered`."""
    if missing := view.lacks((keys.entity(subject, entity),)):
        yield missing
    held = view.document(keys.entity(subject, entity), Entity)
    if held is None:
        return NOTHING
    if subject is Subject.PERSON:
        return (yield from _gather_person(view, entity, held))
    return (yield from _gather_address(view, entity, held, t, steady))


def _gather_person(view: Shelf, entity: EntityId, held: Entity) -> Reads:
    facts = yield from _read_facts(view, Subject.PERSON, held.records)
    addresses = yield from name_entities(view, Subject.ADDRESS, {fact.contact.address for fact in facts.values()})
    own = Facts(_in_order(facts.values()), dict.fromkeys(held.records, entity), addresses)
    homes = dict.fromkeys(
        addresses[fact.contact.address] for fact in reversed(own.facts) if fact.contact.address in addresses
    )
    cases = frozenset([case for fact in own.facts if (case := case_of(fact.contact))])
    restricted = held.sensitivity >= RESTRICTED
    if held.sensitivity >= VERY_RESTRICTED:
        return Gathered(_NO_FACTS, homes=tuple(homes), cases=cases, restricted=restricted)
    told = replace(own, further=(yield from read_further(view, own.facts, VERY_RESTRICTED))) if cases else own
    return Gathered(told, homes=tuple(homes), cases=cases, restricted=restricted)


def gather_home(view: Shelf, entity: EntityId, t: float) -> Generator[set[Key], None, Facts | None]:
    """An address' own facts, and None where no household lives. Yields as :func:`gather` does."""
    if missing := view.lacks((keys.entity(Subject.ADDRESS, entity),)):
        yield missing
    held = view.document(keys.entity(Subject.ADDRESS, entity), Entity)
    if held is None:
        return None
    timelines = [keys.contacts(Subject.ADDRESS, record) for record in held.records]
    if missing := view.lacks_scores(timelines):
        yield missing
    if sum([len(view.latest(timeline)) for timeline in timelines]) > MOST:
        return None
    seen = yield from _see_address(view, held, t, entity)
    return None if seen is None or seen.living is None else _tell_own(view, entity, held, seen)


def _gather_address(view: Shelf, entity: EntityId, held: Entity, t: float, steady: bool) -> Reads:
    seen = yield from _see_address(view, held, t, entity)
    if seen is None:
        return NOTHING
    own = _tell_own(view, entity, held, seen)
    further = yield from read_further(view, own.facts, RESTRICTED, here=own.addresses)
    own = replace(own, further=further) if further else own
    if seen.living is not None:
        household = yield from _add_elsewhere(view, own, seen, seen.living)
        return Gathered(own, household, living=seen.living, leaves=seen.find_leaving(t))
    if not steady:
        return Gathered(own, leaves=seen.find_leaving(t))
    around = yield from _add_elsewhere(view, own, seen, find_steady(seen.contacts, seen.persons, t))
    return Gathered(own, steady=around, leaves=find_first_leaving(seen.contacts, seen.persons, t))


def _add_elsewhere(
    view: Shelf, own: Facts, seen: "_Seen", living: Collection[EntityId]
) -> Generator[set[Key], None, Facts]:
    """What is known of an address, and of those who live there wherever it was."""
    theirs = {record: person for person in living if (one := seen.known[person]) for record in one.records}
    more = yield from _read_elsewhere(view, theirs, seen.told)
    ordered = _in_order({**seen.told, **more}.values()) if more else own.facts
    further = yield from read_further(view, ordered, RESTRICTED, here=own.addresses, living=theirs)
    return Facts(ordered, {**own.persons, **theirs}, own.addresses, own.watched, further)


@dataclass(frozen=True, slots=True)
class _Seen:
    """``told``: of the address; ``persons`` names whom it may name. ``living``: who was seen there lately, None where
    they are too many for a household; ``known``: all of them."""

    told: Mapping[EventKey, Fact]
    persons: Mapping[RecordId, EntityId]
    contacts: Sequence[Contact]
    living: frozenset[EntityId] | None
    known: Mapping[EntityId, Entity | None]

    def find_leaving(self, t: float) -> float | None:
        return find_leaving(self.contacts, self.persons, t)


def _see_address(view: Shelf, held: Entity, t: float, entity: EntityId) -> Generator[set[Key], None, _Seen | None]:
    founder = keys.record(Subject.ADDRESS, entity)
    if missing := view.lacks([founder, *[keys.watch(record) for record in held.records]]):
        yield missing
    written = view.document(founder, AddressRecord)
    if written is None or not names_place(written.statement):
        return None
    found = yield from _read_facts(view, Subject.ADDRESS, held.records)
    persons = yield from name_entities(view, Subject.PERSON, {fact.contact.person for fact in found.values()})
    known = yield from read_people(view, persons.values())
    open_to_all = {person for person, one in known.items() if one and one.sensitivity < RESTRICTED}
    told = {
        event: fact
        for event, fact in found.items()
        if (persons.get(fact.contact.person) in open_to_all if fact.contact.person else _is_open(fact))
    }
    seen = {record: person for record, person in persons.items() if person in open_to_all}
    contacts = [fact.contact for fact in told.values()]
    return _Seen(told, seen, contacts, find_household(contacts, seen, t), known)


def _tell_own(view: View, entity: EntityId, held: Entity, seen: _Seen) -> Facts:
    watched = find_watch(view, held.records)
    return Facts(_in_order(seen.told.values()), seen.persons, dict.fromkeys(held.records, entity), watched)


def _read_facts(
    view: Shelf, subject: Subject, records: Collection[RecordId]
) -> Generator[set[Key], None, dict[EventKey, Fact]]:
    timelines = [keys.contacts(subject, record) for record in records]
    if missing := view.lacks_scores(timelines):
        yield missing
    if sum([len(view.latest(timeline)) for timeline in timelines]) > MOST:
        return (yield from _read_latest(view, timelines))
    # Whatever changes a contact is written to its records' timelines as well.
    kept: dict[Key, dict[EventKey, Fact]] = view.kept if isinstance(view, Stock) else {}
    new = [(kept.setdefault(timeline, {}), view.latest(timeline)) for timeline in timelines]
    if wanted := [event for held, scores in new if len(held) < len(scores) for event in scores if event not in held]:
        if missing := view.lacks(map(keys.cell, wanted)):
            yield missing
        for held, scores in new:
            held.update(_read_cells(view, [event for event in scores if event not in held]))
    if len(timelines) == 1:
        return kept[timelines[0]]
    facts: dict[EventKey, Fact] = {}
    for timeline in timelines:
        facts.update(kept[timeline])
    return facts


def _read_elsewhere(
    view: Shelf, records: Collection[RecordId], told: Mapping[EventKey, Fact]
) -> Generator[set[Key], None, dict[EventKey, Fact]]:
    """What these people's records hold beside what is told already. Mostly nothing: people are met at home."""
    timelines = [keys.contacts(Subject.PERSON, record) for record in records]
    if missing := view.lacks_scores(timelines):
        yield missing
    held = [view.latest(timeline) for timeline in timelines]
    if sum(map(len, held)) > MOST:
        latest = yield from _read_latest(view, timelines)
        return {event: fact for event, fact in latest.items() if event not in told}
    if not (further := [event for events in held for event in events if event not in told]):
        return {}
    if missing := view.lacks(map(keys.cell, further)):
        yield missing
    return _read_cells(view, further)


def _read_latest(view: Shelf, timelines: Iterable[Key]) -> Generator[set[Key], None, dict[EventKey, Fact]]:
    moments = {event: happened for timeline in timelines for event, happened in view.latest(timeline).items()}
    # As a sorted set has them.
    latest = nlargest(MOST, moments, key=lambda event: (moments[event], event))
    if missing := view.lacks([keys.cell(event) for event in latest]):
        yield missing
    return _read_cells(view, latest)


def _read_cells(view: View, events: Iterable[str]) -> dict[EventKey, Fact]:
    cells = [(EventKey(event), view.document(keys.cell(event), Cell)) for event in events]
    return {event: Fact(event, contact) for event, cell in cells if cell and (contact := cell.standing)}


def _is_open(fact: Fact) -> bool:
    return fact.contact.sensitivity == UNRESTRICTED


def find_watch(view: View, records: Iterable[RecordId]) -> float | None:
    """Until when the address of these records, whose watches must have been read, is watched."""
    held = [view.document(keys.watch(record), Watch) for record in records]
    return max((watch.until for watch in held if watch and watch.until), default=None)


def _in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    ranked = sorted([(fact.contact.happened, fact) for fact in facts])
    return tuple([fact for _, fact in ranked])
