"""A restriction lasts for as long as the person is known."""

from datetime import timedelta
from typing import Any

import pytest

from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state.documents import RESTRICTED, Cell, Entity, read
from scoring.state.keys import kind_of
from streams.codec import encode
from streams.contract import event_key
from streams.events.observation import ObservationEvent
from streams.sealing.envelope import write_aged
from tests.alerted import decided
from tests.events import read_event
from tests.laws.memory import MemoryStore
from tests.laws.test_retention_laws import case_event, draining, play_raw, tick
from tests.laws.worlds import START, WORKER, _envelope
from tests.unit.test_alert_lives import ASHBY, EARLIER, TOMASZ, contact, day, erasure

HOME = {"text": "3 Mill Lane", "postcode": "NM9 1AA"}
MARKED = contact(1, 1, sensitivity="R", address=HOME)


def play(*events: ObservationEvent) -> MemoryStore:
    return MemoryStore().play([tick(0), *events])


def strictness(store: MemoryStore) -> list[int]:
    """Of all persons."""
    held = [read(key, raw) for key, raw in store.documents.items() if kind_of(key) == "person"]
    return sorted(each.sensitivity for each in held if isinstance(each, Entity))


def stands(store: MemoryStore, number: int) -> bool:
    key = event_key("uk.police.northmoor", f"E{number}")
    found = [read(k, raw) for k, raw in store.documents.items() if k == f"cell:{key}"]
    return any(isinstance(cell, Cell) and cell.contact is not None for cell in found)


def restricted(number: int, at: float, sensitivity: str) -> ObservationEvent:
    data = {"recorded_at": day(at).isoformat(), "target": f"E{number}", "sensitivity": sensitivity}
    return read_event(_envelope("record-restricted-1", f"X{at}", data))


@pytest.mark.parametrize("who", [ASHBY, EARLIER])
def test_it_does_not_lapse_with_the_event_that_it_was_marked_on(who: dict[str, str]) -> None:
    """Somebody fled a year ago, and what came since says nothing of it, under the same particulars or others."""
    store = play(MARKED, contact(2, 300, who, address=HOME), *draining(400))
    assert strictness(store) == [RESTRICTED]
    assert stands(store, 1)


def test_it_goes_with_the_last_of_the_person() -> None:
    """A year after whatever was told of them last: the event that it was marked on is kept no longer than they are."""
    store = play(MARKED, contact(2, 300), *draining(400), *draining(500), *draining(699))
    assert strictness(store.play([*draining(666 + 30)])) == []


def test_who_is_lifted_is_free_at_once_and_the_event_goes() -> None:
    """By whoever may: the data protection officer, or the agency."""
    store = play(MARKED, contact(2, 300), *draining(400))
    store.play([restricted(1, 401, "U")])
    assert strictness(store) == [0]
    store.play(draining(402))
    assert not stands(store, 1)


def test_no_more_is_kept_than_it_takes() -> None:
    """Of what an agency says under the same particulars the last that is as strict; what is unmarked goes."""
    same = [contact(n, n, sensitivity="R") for n in (1, 2, 3)]
    store = play(*same, contact(4, 4), contact(5, 300), *draining(400))
    assert [stands(store, n) for n in (1, 2, 3, 4, 5)] == [False, False, True, False, True]


def test_it_is_of_whom_it_was_said_when_two_are_parted() -> None:
    """A clerk finds that the one who was marked is somebody else: of them nothing else is known, and they go."""
    store = play(MARKED, contact(2, 300, EARLIER), *draining(400))
    records = sorted(key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record")
    said = {"subject": "person", "one": records[0], "other": records[1], "decided_by": WORKER, "reason": "person-asked"}
    data = {"recorded_at": day(401).isoformat(), **said}
    store.play([read_event(decided("link-refused-1", "D1", data))])
    assert strictness(store) == [0, RESTRICTED]
    assert strictness(store.play([*draining(432)])) == [0]


def test_of_whom_nothing_else_is_known_it_goes_at_its_age() -> None:
    """Others there or elsewhere do not keep it, nor do two events that were marked keep each other."""
    store = play(MARKED, contact(2, 2, EARLIER, sensitivity="V"), contact(3, 300, TOMASZ, address=HOME))
    assert strictness(store.play(draining(400))) == [0]


def test_a_case_that_was_closed_stays_closed() -> None:
    """Where what opened it was marked and is kept, its end is too: or it would be open for ever."""
    opened = case_event("opened", "K1", "A", day(1).isoformat(), ASHBY, "R")
    closed = case_event("closed", "K2", "A", day(2).isoformat(), ASHBY)
    store = play(opened, closed, contact(2, 300), *draining(400))
    kinds = [read(key, raw) for key, raw in store.documents.items() if kind_of(key) == "cell"]
    kept = sorted(cell.contact.kind for cell in kinds if isinstance(cell, Cell) and cell.contact)
    assert kept == ["council-case-closed", "council-case-opened", "police-incident-recorded"]
    store.play([*draining(500), *draining(696), *draining(727)])
    assert strictness(store) == []


def test_who_is_known_by_a_case_that_is_open_is_known() -> None:
    """However long ago it was opened."""
    opened = case_event("opened", "K1", "A", day(2).isoformat(), ASHBY)
    assert strictness(play(MARKED, opened, *draining(800))) == [RESTRICTED]


def test_a_replay_that_cannot_read_what_has_gone_keeps_it() -> None:
    """What the person was known by meanwhile has gone, and its key too, before what they are known by now came in."""
    since, latest = contact(2, 300), contact(3, 600)
    log = [tick(0), MARKED, since, tick(400), latest, *draining(700)]
    gone = write_aged("northmoor", event_key(since.source, since.id), START + timedelta(days=300.1), felled=True)
    replayed = play_raw([gone if event is since else encode(event) for event in log])
    assert strictness(replayed) == strictness(MemoryStore().play(log)) == [RESTRICTED]


def test_what_cannot_be_read_keeps_nobody_longer_than_it_may_count() -> None:
    """From the tick on at which that is past its age whoever went long before the replay goes, and what was decided."""
    one, other = contact(1, 1, sensitivity="R"), contact(2, 2, EARLIER, sensitivity="R")
    records = [record for event in (one, other) if (record := read_revision(observe(event)).cell.contact)]
    named = dict(zip(("one", "other"), sorted(each.person for each in records), strict=True))
    said = {"recorded_at": day(3).isoformat(), "subject": "person", "decided_by": WORKER, "reason": "person-asked"}
    decision = read_event(decided("link-refused-1", "D1", {**said, **named}))
    gone = write_aged("northmoor", event_key("uk.police.northmoor", "E9"), START + timedelta(days=300), felled=True)
    store = play_raw([encode(tick(0)), encode(one), encode(other), encode(decision), gone, encode(tick(660))])
    assert strictness(store) == [RESTRICTED, RESTRICTED]
    store.play([tick(666.1), tick(666.2)])
    assert not [key for key in store.documents if kind_of(key) in ("person", "person-decisions")]


def test_what_came_in_past_its_age_keeps_nothing() -> None:
    """Only what was read once, and cannot be any more, may have been somebody's."""
    late = write_aged("northmoor", event_key("uk.police.northmoor", "E9"), START + timedelta(days=399))
    assert strictness(play_raw([encode(tick(0)), encode(MARKED), late, *map(encode, draining(400))])) == []


def test_of_whom_all_goes_at_once_no_place_is_told() -> None:
    """What is left for analysis is told while the person is still restricted."""
    store = play(MARKED, contact(2, 2, address=HOME), *draining(400))
    told: list[Any] = [entry for entry in store.outbox if entry.topic == "analysis"]
    assert len(told) == 2
    assert not [entry for entry in told if b"NM9" in entry.event]


def test_who_is_erased_leaves_nothing() -> None:
    """The restriction with them."""
    store = play(MARKED, contact(2, 300), *draining(400), erasure(1, 401), erasure(2, 401))
    assert strictness(store) == []
