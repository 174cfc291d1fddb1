"""Which keys looking at some people and addresses will need, a ring at a time for all of them together.

Only a forecast, as :mod:`scoring.linkage.reach` is: gathering asks for what is missing, so a forecast that falls short
costs a round trip and never an answer. It is apart from gathering because it need not tell whose a fact is: that makes
it three times as cheap.
"""

from collections.abc import Collection, Generator, Iterable, Iterator

from scoring.alerts.assessing import Target
from scoring.alerts.gathering import MOST
from scoring.indicators.cases import find_open_here
from scoring.indicators.facts import Fact
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId, names_place
from scoring.state import keys
from scoring.state.area import Stock
from scoring.state.documents import AddressRecord, Alerts, Ceiling, Cell, Contact, Entity, Episode
from scoring.state.keys import Key, Subject
from streams.contract import EventKey


def survey(stock: Stock, targets: Collection[Target]) -> Iterator[set[Key]]:
    """Yields the keys to read before it goes on, those at hand among them. Of a person of whom no ceiling tells of them
    also all homes; of an address also all that is known of those seen there; of a case also what is elsewhere."""
    yield {key for target in targets for key in _head(target)}
    people = _records_of(stock, Subject.PERSON, (who for subject, who in targets if subject is Subject.PERSON))
    places = _records_of(stock, Subject.ADDRESS, _places(stock, targets))
    theirs, here = _timelines(Subject.PERSON, people), _timelines(Subject.ADDRESS, places)
    answered = [keys.answers(*target) for target in targets if stock.document(keys.alerts(*target), Alerts)]
    yield {*theirs, *here, *map(keys.watch, places), *answered}
    yield {*_cells(stock, theirs), *_cells(stock, here)}
    homes = {keys.record(Subject.ADDRESS, one.address) for one in _contacts(stock, theirs) if one.address}
    residents = {keys.record(Subject.PERSON, one.person) for one in _contacts(stock, here) if one.person}
    yield homes | residents
    if further := _further(stock, targets).difference(targets):
        yield from survey(stock, further)
    living = yield from _survey_residents(stock, _entities(stock, Subject.PERSON, residents))
    yield from _survey_cases(stock, [*theirs, *here, *living])


def _further(stock: Stock, targets: Collection[Target]) -> set[Target]:
    """Homes of whom no ceiling tells of them: they are looked at too."""
    roaming = [who for subject, who in targets if subject is Subject.PERSON and not _has_ceiling(stock, who)]
    timelines = _timelines(Subject.PERSON, _records_of(stock, Subject.PERSON, roaming))
    homes = {keys.record(Subject.ADDRESS, one.address) for one in _contacts(stock, timelines) if one.address}
    return {Target(Subject.ADDRESS, home) for home in _entities(stock, Subject.ADDRESS, homes)}


def _has_ceiling(stock: Stock, person: EntityId) -> bool:
    return stock.document(keys.ceiling(Subject.PERSON, person), Ceiling) is not None


def _survey_residents(stock: Stock, residents: Collection[EntityId]) -> Generator[set[Key], None, list[Key]]:
    """Their timelines."""
    yield {keys.entity(Subject.PERSON, resident) for resident in residents}
    timelines = _timelines(Subject.PERSON, _records_of(stock, Subject.PERSON, residents))
    yield {*timelines}
    yield {*_cells(stock, timelines)}
    return timelines


def _survey_cases(stock: Stock, timelines: Iterable[Key]) -> Iterator[set[Key]]:
    """What became of the cases that any of these leaves open, and of whom."""
    left = [case for timeline in timelines for case in find_open_here(_facts(stock, timeline))]
    episodes = {keys.episode(*case) for case in left}
    yield episodes
    held = [stock.document(key, Episode) for key in episodes]
    cells = [keys.cell(turn.event) for one in held if one for turn in one.latest]
    yield {*cells}
    told = [stock.document(key, Cell) for key in cells]
    people = [one.contact.person for one in told if one and one.contact]
    named = {keys.record(Subject.PERSON, person) for person in people if person}
    yield named
    yield {keys.entity(Subject.PERSON, person) for person in _entities(stock, Subject.PERSON, named)}


def _facts(stock: Stock, timeline: Key) -> Iterator[Fact]:
    """Those of cases."""
    held = [(EventKey(event), stock.document(keys.cell(EventKey(event)), Cell)) for event in stock.scores(timeline)]
    of_cases = [(event, cell) for event, cell in held if cell and cell.contact and cell.contact.case_id]
    return (Fact(event, contact) for event, cell in of_cases if (contact := cell.standing))


def _head(target: Target) -> list[Key]:
    found = [keys.entity(*target), keys.alerts(*target)]
    return [*found, keys.record(*target)] if target.subject is Subject.ADDRESS else found


def _places(stock: Stock, targets: Iterable[Target]) -> Iterator[EntityId]:
    """Without what is no place ("no fixed abode"), of which nothing is gathered."""
    for target in targets:
        if target.subject is Subject.ADDRESS:
            founder = stock.document(keys.record(*target), AddressRecord)
            if founder and names_place(founder.statement):
                yield target.entity


def _records_of(stock: Stock, subject: Subject, entities: Iterable[EntityId]) -> list[RecordId]:
    held = [stock.document(keys.entity(subject, entity), Entity) for entity in entities]
    return [record for one in held if one for record in one.records]


def _timelines(subject: Subject, records: Iterable[RecordId]) -> list[Key]:
    return [keys.contacts(subject, record) for record in records]


def _cells(stock: Stock, timelines: Iterable[Key]) -> Iterator[Key]:
    for timeline in timelines:
        events = stock.scores(timeline)
        # Of more than that only the latest count, and which those are is for gathering to find.
        if len(events) <= MOST:
            yield from map(keys.cell, events)


def _contacts(stock: Stock, timelines: Iterable[Key]) -> Iterator[Contact]:
    for key in _cells(stock, timelines):
        if (cell := stock.document(key, Cell)) and (contact := cell.standing):
            yield contact


def _entities(stock: Stock, subject: Subject, records: Iterable[Key]) -> set[EntityId]:
    held = [stock.document(record, SHAPES[subject]) for record in records]
    return {record.entity for record in held if record}
