"""What is rectified past its age is as restricted as it says."""

from itertools import permutations

import pytest

from scoring.state.documents import RESTRICTED
from streams.contract import event_key
from streams.events.corrections import RIGHTS_SOURCE, name_held
from streams.events.observation import ObservationEvent
from tests.events import read_event
from tests.laws.test_retention_laws import draining, tick
from tests.laws.worlds import _envelope
from tests.unit.test_alert_lives import ASHBY, contact, day
from tests.unit.test_restrictions_last import HOME, MARKED, play, restricted, stands, strictness


def rectified(replacement: ObservationEvent, at: float, by: str = "uk.police.northmoor") -> ObservationEvent:
    target = name_held(event_key(replacement.source, replacement.id), replacement.source)
    said = replacement.model_dump(mode="json", exclude_none=True)
    said |= {"source": by} | ({"id": target} if by == RIGHTS_SOURCE else {})
    data = {"recorded_at": day(at).isoformat(), "replacement": said}
    return read_event(_envelope("record-rectified-1", f"C{at}", data, by))


@pytest.mark.parametrize("by", ["uk.police.northmoor", RIGHTS_SOURCE])
def test_what_puts_right_a_spelling_lifts_nothing(by: str) -> None:
    """Of an event that is kept for it: the mark is on what stands now, until somebody lifts it, as on any other."""
    store = play(MARKED, contact(2, 300, address=HOME), *draining(400))
    respelt = contact(1, 1, ASHBY | {"given_name": "Maureen Ann"}, sensitivity="R", address=HOME)
    for at in (401, 402):
        store.play([rectified(respelt, at, by), *draining(at + 0.1)])
        assert (strictness(store), stands(store, 1)) == ([RESTRICTED], True)
    assert strictness(store.play([restricted(1, 403, "U")])) == [0]


@pytest.mark.parametrize("kept", [True, False])
def test_what_puts_right_a_date_lifts_nothing(kept: bool) -> None:
    """It is past its age, as it says now: where it was marked by a correction of its own too, and where it says itself
    that they are not restricted it goes."""
    store = play(contact(1, 200, sensitivity="R"), contact(2, 300), restricted(1, 301, "V" if kept else "U"), tick(302))
    store.play([tick(400), rectified(contact(1, 1), 300.5), *draining(401)])
    assert (strictness(store), stands(store, 1)) == ([2 * kept], kept)


def test_it_may_come_before_what_it_puts_right() -> None:
    """In one interval, in any order, also of what is not there any more."""
    sent = [contact(1, 200, sensitivity="R"), contact(2, 300)]
    late = rectified(contact(1, 1, sensitivity="R"), 399)
    for order in permutations([sent[0], late, rectified(contact(1, 199), 398)]):
        assert strictness(play(sent[1], tick(400), *order, *draining(401))) == [RESTRICTED]
    for order in permutations([late, rectified(contact(1, 199, sensitivity="R"), 398)]):
        assert strictness(play(contact(1, 1), sent[1], *draining(400), *order, *draining(401))) == [RESTRICTED]
