"""A restriction outlasts the age of the event that it was marked on: as long as the person is known by anything else,
it stands until somebody lifts it.

Kept for it is the event, and no more of them than it takes: of those that name a person by one record, which nothing
can part, the last that is as strict. A case that the event is of stays closed where it was closed.
"""

from collections.abc import Callable, Iterable
from functools import cache, partial

from scoring.episodes import find_end
from scoring.indicators.case_events import case_of, closes
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.area import Draft, find_each
from scoring.state.documents import UNRESTRICTED, Cell, Clock, Contact, Entity, Episode, PersonRecord
from scoring.state.keys import Subject
from streams.contract import EventKey


def is_marked(cell: Cell) -> bool:
    contact = cell.standing
    return contact is not None and bool(contact.person) and contact.sensitivity > UNRESTRICTED


def bears_on_restriction(draft: Draft, event: EventKey, cell: Cell) -> bool:
    """Whether it makes somebody more restricted than anybody, or ends a case of which something does. Raises
    :class:`NotLoaded`."""
    return is_marked(cell) or any(is_marked(other) for _, other in _list_ended(draft, event, cell.standing))


def find_lasting(draft: Draft, events: Iterable[tuple[EventKey, Cell]], clock: Clock) -> list[bool]:
    """Of each of these, past its age, whether it stays for the sake of a restriction. Raises :class:`NotLoaded`."""
    # Many may be of one person, of whom much is known.
    is_known = cache(partial(_is_known, draft, clock))
    return find_each(events, lambda each: _lasts(draft, *each, is_known))


def _lasts(draft: Draft, event: EventKey, cell: Cell, is_known: Callable[[RecordId], bool]) -> bool:
    ended = _list_ended(draft, event, cell.standing)
    return any(_restricts(draft, *each, is_known) for each in ((event, cell), *ended))


def _restricts(draft: Draft, event: EventKey, cell: Cell, is_known: Callable[[RecordId], bool]) -> bool:
    contact = cell.standing
    if contact is None or not is_marked(cell):
        return False
    return is_known(contact.person) and not _is_followed(draft, event, contact)


def _is_known(draft: Draft, clock: Clock, record: RecordId) -> bool:
    """By anything that is not past its age, or that has yet to go: but two that were marked do not keep each other."""
    if clock.is_blind:
        return True
    timelines = [keys.contacts(Subject.PERSON, one) for one in _list_records(draft, record)]
    draft.need(timelines)
    if max(max(draft.latest(timeline).values(), default=clock.kept) for timeline in timelines) > clock.kept:
        return True
    cells = _read_all(draft, [event for timeline in timelines for event in draft.scores(timeline)])
    return any(find_each(cells, lambda each: _makes_known(draft, *each, clock)))


def _makes_known(draft: Draft, event: EventKey, cell: Cell, clock: Clock) -> bool:
    if cell.contact is None or not bears_on_restriction(draft, event, cell):
        return cell.contact is not None
    end = find_end(draft, event, cell) if case_of(cell.contact) else clock.kept
    return end is None or end > clock.kept


def _list_records(draft: Draft, record: RecordId) -> tuple[RecordId, ...]:
    held = draft.document(keys.record(Subject.PERSON, record), PersonRecord)
    entity = draft.document(keys.entity(Subject.PERSON, held.entity), Entity) if held else None
    return entity.records if entity else (record,)


def _is_followed(draft: Draft, event: EventKey, contact: Contact) -> bool:
    """Whether something later that is as strict was said of the same record, and stays."""
    told = draft.latest(keys.contacts(Subject.PERSON, contact.person))
    later = [other for other, happened in told.items() if (happened, other) > (contact.happened, event)]
    found = [cell.standing for _, cell in _read_all(draft, later)]
    return any(other is not None and other.sensitivity >= contact.sensitivity for other in found)


def _list_ended(draft: Draft, event: EventKey, contact: Contact | None) -> list[tuple[EventKey, Cell]]:
    """The others of the case that it ends: without it what stays of them would be open for ever."""
    case = case_of(contact) if contact else None
    if contact is None or case is None or not closes(contact):
        return []
    episode = draft.document(keys.episode(*case), Episode)
    turns = episode.turns if episode else ()
    own = [turn for turn in turns if turn.event == event]
    return _read_all(draft, [turn.event for turn in turns if own and turn < own[0]])


def _read_all(draft: Draft, events: Iterable[str]) -> list[tuple[EventKey, Cell]]:
    named = [EventKey(event) for event in events]
    draft.need([keys.cell(event) for event in named])
    held = [(event, draft.document(keys.cell(event), Cell)) for event in named]
    return [(event, cell) for event, cell in held if cell]
