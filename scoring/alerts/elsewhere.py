"""What became of a person's or an address' open cases in events that are not known there, read for the rules.

Of somebody restricted nothing is said at an address, of somebody very restricted nothing at all: what closes a case
there is held to the same as what is known there.
"""

from collections.abc import Collection, Generator, Iterable, Sequence

from scoring.alerts.shelf import Shelf, name_entities, read_people
from scoring.indicators.case_events import Case
from scoring.indicators.cases import find_open_here
from scoring.indicators.elsewhere import find_further
from scoring.indicators.facts import NOTHING_FURTHER, Elsewhere, Fact
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import Cell, Episode
from scoring.state.keys import Key, Subject


def read_further(
    view: Shelf,
    facts: Sequence[Fact],
    strict: int,
    here: Collection[RecordId] = (),
    living: Collection[RecordId] = (),
) -> Generator[set[Key], None, Elsewhere]:
    """As in :class:`Facts`; of nobody, and of no contact, as sensitive as ``strict``. Yields as gathering does, and
    nothing where no case is open."""
    held = find_open_here(facts)
    if not held:
        return NOTHING_FURTHER
    others = yield from _read_others(view, held, {fact.event for fact in facts})
    if not others:
        return NOTHING_FURTHER
    named = {fact.contact.person for fact in others if fact.contact.person}
    told = yield from _find_told(view, named, strict)
    left = [
        fact
        for fact in others
        if (fact.contact.person in told if fact.contact.person else fact.contact.sensitivity < strict)
    ]
    return find_further(held, left, here, living)


def _read_others(view: Shelf, cases: Iterable[Case], known: Collection[str]) -> Generator[set[Key], None, list[Fact]]:
    episodes = [keys.episode(*case) for case in cases]
    if missing := view.lacks(episodes):
        yield missing
    held = [view.document(key, Episode) for key in episodes]
    events = [turn.event for one in held if one for turn in one.latest if turn.event not in known]
    if missing := view.lacks(map(keys.cell, events)):
        yield missing
    cells = [(event, view.document(keys.cell(event), Cell)) for event in events]
    return [Fact(event, contact) for event, cell in cells if cell and (contact := cell.standing)]


def _find_told(view: Shelf, records: Iterable[RecordId], strict: int) -> Generator[set[Key], None, set[RecordId]]:
    """Those of people who are less sensitive than that, as linkage holds them together."""
    persons = yield from name_entities(view, Subject.PERSON, records)
    known = yield from read_people(view, persons.values())
    return {record for record, person in persons.items() if (one := known[person]) and one.sensitivity < strict}
