"""What is past its age: at a tick whatever last mattered too long ago goes, as if it had been erased; and what comes
when it is past its age already is not let in.

Only so much goes at one tick, what has waited longest first: where years are past their age at once, they go over many
ticks, and what comes in waits for none of it longer than a second.
"""

import itertools
from collections.abc import Collection, Iterable

from scoring.episodes import find_moment
from scoring.indicators.case_events import case_of
from scoring.lasting import bears_on_restriction, find_lasting, is_marked
from scoring.linkage.components import SHAPES
from scoring.linkage.merging import binds
from scoring.revisions import Revision, fade
from scoring.state import keys
from scoring.state.area import Draft, find_each
from scoring.state.documents import (
    KEPT_FOR_EVER,
    Alerts,
    Answers,
    Care,
    Cell,
    Clock,
    Episode,
    Watch,
)
from scoring.state.keys import Key, Subject, kind_of
from streams.contract import EventKey

Gone = tuple[EventKey, Cell]
# Of things to look up, and of events with people and addresses behind them, that go at one tick: each of the latter
# costs as much as an event that comes in.
MOST, MOST_EVENTS = 2_000, 100
_NO_CLOCK = Clock(0.0)
# What is still needed is looked up again after so long.
_AGAIN = 30 * 86_400.0
# Where whoever has a document of this kind is listed.
_LISTED = {"person-care": keys.CARED, "address-watch": keys.WATCHED}


def find_kept(draft: Draft) -> float:
    """What last mattered at this moment or before is past its age, Unix seconds."""
    clock = draft.document(keys.CLOCK, Clock)
    return clock.kept if clock else KEPT_FOR_EVER


def say(draft: Draft, held: Cell | None, said: Cell) -> Cell:
    """What of it may be known. One of a case is let in whenever it happened, for the case may be open: but not one
    that has gone before. What puts right something that is known is, until the next tick lets go of it or finds that
    it lasts."""
    contact = said.contact
    if contact is None or contact.happened > find_kept(draft):
        return said
    if case_of(contact):
        return fade(said) if held and held.aged else said
    # A correction may come before what it corrects: one that marks somebody is let in either way, that the order of
    # the two lifts nothing.
    is_mark = is_marked(said) and said.version is not None and said.version.rectified
    return said if is_mark or (held and held.contact) else fade(said)


def let_go(draft: Draft, names: Iterable[str]) -> tuple[list[Gone], list[Gone]]:
    """Of what is past its age by the area's ages: what nobody's person or address hangs on goes at once. Told are the
    events that people and addresses hang on, those first that have waited longest: as many as may go at this tick, and
    those of them that have to do with a restriction apart: these are looked at when the others have gone. Raises
    :class:`NotLoaded`."""
    named, kept = list(names), find_kept(draft)
    draft.need(keys.cell(name) if _is_event(name) else Key(name) for name in named)
    found = find_each(named, lambda name: _let_one_go(draft, name, kept))
    due = [each for each in found if each][:MOST_EVENTS]
    bearing = find_each(due, lambda each: bears_on_restriction(draft, *each))
    parted = [(each, bears) for each, bears in zip(due, bearing, strict=True)]
    return [each for each, bears in parted if not bears], [each for each, bears in parted if bears]


def _let_one_go(draft: Draft, name: str, kept: float) -> Gone | None:
    """None where it need not go, or has gone."""
    if not _is_event(name):
        _let_document_go(draft, Key(name), kept)
    elif (cell := draft.document(keys.cell(name), Cell)) is None:
        draft.score(keys.AGES, name, None)
    elif not cell.contact and (moment := find_moment(cell)) is not None and moment > kept:
        draft.score(keys.AGES, name, moment)
    elif not (cell.contact or cell.decision or cell.merging):
        draft.put(keys.cell(name), None)
        draft.score(keys.AGES, name, None)
    elif _is_needed(draft, cell):
        draft.score(keys.AGES, name, _find_next_look(draft))
    else:
        return EventKey(name), cell
    return None


def let_go_last(draft: Draft, events: Collection[Gone]) -> list[Gone]:
    """Of those that have to do with a restriction, those that go. By who is whom without what has gone before them: and
    what was left of that for analysis was told while whoever it was was still restricted. Raises :class:`NotLoaded`."""
    clock = draft.document(keys.CLOCK, Clock) or _NO_CLOCK
    stay = find_lasting(draft, events, clock)
    for event, _ in itertools.compress(events, stay):
        draft.score(keys.AGES, event, _find_next_look(draft))
    return [each for each, stays in zip(events, stay, strict=True) if not stays]


def age(event: EventKey, cell: Cell) -> Revision:
    """That it is past its age now."""
    return Revision(event, "", KEPT_FOR_EVER, fade(cell))


def _is_event(name: str) -> bool:
    return ":" not in name


def _find_next_look(draft: Draft) -> float:
    """At what is needed still. In a replay as soon as nothing may count that cannot be read: what is needed for that
    alone had gone long before it."""
    clock = draft.document(keys.CLOCK, Clock) or _NO_CLOCK
    again = clock.kept + _AGAIN
    return min(again, clock.unread) if clock.is_blind else again


def _is_needed(draft: Draft, cell: Cell) -> bool:
    """What was said of two records, or of two numbers, counts for as long as there are both."""
    if cell.decision and (draft.document(keys.CLOCK, Clock) or _NO_CLOCK).is_blind:
        return True
    if cell.decision:
        said = cell.decision
        named = [keys.record(said.subject, record) for record in (said.one, said.other)]
        draft.need(named)
        return all(draft.document(key, SHAPES[said.subject]) for key in named)
    return cell.merging is not None and binds(draft, cell.merging)


def _let_document_go(draft: Draft, key: Key, kept: float) -> None:
    """When a case ended; or what staff said, which goes with the last of it, and not before the alerts it is about."""
    if kind_of(key) == "episode":
        held = draft.document(key, Episode)
        draft.put(key, Episode(held.turns) if held and held.turns else None)
        draft.score(keys.AGES, key, None)
        return
    latest = _find_latest(draft, key)
    if latest is not None and _is_asked_for(draft, key):
        latest = kept + _AGAIN
    if latest is None or latest <= kept:
        latest = None
        draft.put(key, None)
        if listed := _LISTED.get(kind_of(key)):
            draft.score(listed, _about(key), None)
    draft.score(keys.AGES, key, latest)


def _find_latest(draft: Draft, key: Key) -> float | None:
    match kind_of(key):
        case "person-care":
            care = draft.document(key, Care)
            return care.answers[-1].recorded if care else None
        case "address-watch":
            watch = draft.document(key, Watch)
            return max(watch.recorded, watch.until) if watch else None
        case _:
            answers = draft.document(key, Answers)
            return answers.answers[-1].recorded if answers else None


def _is_asked_for(draft: Draft, key: Key) -> bool:
    subject = next((each for each in Subject if kind_of(key) == f"{each}-answers"), None)
    return subject is not None and draft.document(keys.alerts(subject, _about(key)), Alerts) is not None


def _about(key: Key) -> str:
    return key.split(":", 1)[1]
