"""When an event last mattered: one by itself when it happened, one of a case for as long as the case is open, and then
when the case was closed. What opens it again does not make it one with what was before.

A case that has gone leaves when it ended behind, under a digest of its number: whoever opened it may come late, or
come again, and would open it anew.
"""

from itertools import chain

from scoring.indicators.case_events import case_of, closes
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Cell, Contact, Episode, Turn
from scoring.state.keys import Key
from streams.contract import EventKey

# Three years of 366 days: no longer than anything else of it is kept for.
_REMEMBERED = 3 * 366 * 86_400.0
_NONE = Episode(())


def list_reads(contact: Contact | None) -> list[Key]:
    """What :func:`follow` reads of an event that says this."""
    case = case_of(contact) if contact else None
    return [keys.episode(*case)] if case else []


def follow(draft: Draft, event: EventKey, before: Cell, after: Cell) -> None:
    """Keep when the event, and all of its case, last mattered. Raises :class:`NotLoaded`."""
    left, joined = list_reads(before.contact), list_reads(after.contact)
    for key in dict.fromkeys(chain(left, joined)):
        turn = _turn(event, after.contact) if key in joined else None
        _change(draft, key, event, turn, gone=after.aged)
    if not joined:
        draft.score(keys.AGES, event, find_moment(after))


def find_moment(cell: Cell) -> float | None:
    """Of an event that is of no case; None where it is kept for ever. Of one that is past its age, until when an
    earlier statement of it may come: that is older than the one that stands."""
    if cell.contact:
        return cell.contact.happened
    if cell.decision or cell.merging:
        return (cell.decision or cell.merging).recorded  # type: ignore[union-attr]
    if cell.listing or (cell.erased and cell.version is None):
        return None
    return max([each.recorded for each in (cell.version, cell.restricted) if each], default=float("-inf"))


def find_end(draft: Draft, event: EventKey, cell: Cell) -> float | None:
    """Of an event that is of a case: when that was closed next, None while it is open. Raises :class:`NotLoaded`."""
    (key,) = list_reads(cell.contact)
    return _find_end(draft.document(key, Episode) or _NONE, _turn(event, cell.contact))


def _turn(event: EventKey, contact: Contact | None) -> Turn:
    assert contact is not None
    return Turn(contact.happened, closes(contact), event)


def _change(draft: Draft, key: Key, event: EventKey, turn: Turn | None, gone: bool) -> None:
    held = draft.document(key, Episode) or _NONE
    left = next((each for each in held.turns if each.event == event), None)
    ended = held.ended
    if gone and left and turn is None and (end := _find_end(held, left)) is not None:
        ended = max(end, held.ended if held.ended is not None else end)
    others = [each for each in held.turns if each.event != event]
    now = Episode(tuple(sorted([*others, turn] if turn else others)), ended)
    draft.put(key, now if now.turns or ended is not None else None)
    draft.score(keys.AGES, key, None if ended is None else ended + _REMEMBERED)
    for each in now.turns:
        draft.score(keys.AGES, each.event, _find_end(now, each))


def _find_end(episode: Episode, turn: Turn) -> float | None:
    """When the case was closed first from there on; None while it is open. A case that is opened again begins anew."""
    closed = [each for each in episode.turns if each.closes and each >= turn]
    gone = [episode.ended] if episode.ended is not None and episode.ended >= turn.happened else []
    return min([*[each.happened for each in closed], *gone], default=None)
