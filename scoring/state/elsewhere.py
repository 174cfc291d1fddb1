"""What became of open cases in events that are not of the page they are shown on, as far as it may rest on them."""

from collections.abc import Collection, Iterable, Sequence

from scoring.indicators.case_events import Case
from scoring.indicators.cases import find_open_here
from scoring.indicators.elsewhere import find_further
from scoring.indicators.facts import NOTHING_FURTHER, Elsewhere, Fact
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import RESTRICTED, VERY_RESTRICTED, Cell, Contact, Episode
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import read_people


async def read_further(
    shelf: Shelf,
    subject: Subject,
    facts: Sequence[Fact],
    until: float,
    here: Collection[RecordId] = (),
    living: Collection[RecordId] = (),
) -> Elsewhere:
    """As in :class:`Facts`, of the world that pages of this ``subject`` are told in, up to ``until``. Cost: one round
    trip where a case is open, some five more where one has events elsewhere."""
    held = find_open_here(facts)
    others = await read_others(shelf, held, [fact.contact for fact in facts])
    others = [fact for fact in others if fact.contact.happened <= until]
    if not others:
        return NOTHING_FURTHER
    people = (await read_people(shelf, {fact.contact.person for fact in others if fact.contact.person})).people
    told, strict = (people.known, VERY_RESTRICTED) if subject is Subject.PERSON else (people.located, RESTRICTED)
    left = [
        fact
        for fact in others
        if (fact.contact.person in told if fact.contact.person else fact.contact.sensitivity < strict)
    ]
    return find_further(held, left, here, living)


async def read_others(shelf: Shelf, cases: Iterable[Case], known: Collection[Contact]) -> list[Fact]:
    """All that stands of these cases beside what is known."""
    episodes = [keys.episode(*case) for case in cases]
    await shelf.fetch(episodes)
    held = [shelf.document(key, Episode) for key in episodes]
    events = [turn.event for one in held if one for turn in one.latest]
    await shelf.fetch(map(keys.cell, events))
    cells = [(event, shelf.document(keys.cell(event), Cell)) for event in events]
    # What is shown has its events by number.
    told = frozenset(known)
    return [
        Fact(event, contact) for event, cell in cells if cell and (contact := cell.standing) and contact not in told
    ]
