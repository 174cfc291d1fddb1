"""An alert goes on with whom it is about when the record goes that it was raised under."""

from copy import deepcopy
from itertools import permutations

import pytest

from scoring.state.documents import Alerts, read
from scoring.state.keys import kind_of
from tests.alerted import decided, rule
from tests.events import read_event
from tests.laws.alert_worlds import tick
from tests.laws.memory import MemoryStore
from tests.laws.test_retention_laws import draining
from tests.laws.test_retention_laws import tick as keeping
from tests.laws.worlds import WORKER
from tests.unit.test_alert_lives import (
    ASHBY,
    EARLIER,
    TOMASZ,
    answer,
    begin,
    contact,
    day,
    erasure,
    list_alerts,
    only_alert,
    told,
)

ONCE = [{"indicator": "contacts", "days": 365, "at_least": 1}]
WATCHED_OVER = rule("often", "Often", "person", [{**ONCE[0], "at_least": 2}], until=ONCE)
HOUSE = rule("home", "Home", "household", [{**ONCE[0], "at_least": 2}], until=ONCE)
THIRD = ASHBY | {"local_record_id": "L3", "family_name": "Ashbey"}
MILL = {"text": "14 Mill Road", "postcode": "NM9 1AA"}
WRITTEN = {"text": "14 MILL ROAD, NORTHMOOR", "postcode": "NM9 1AA"}


def dismissed(store: MemoryStore, at: float) -> MemoryStore:
    entity, alert = only_alert(store)
    return store.play([answer("alert-dismissed-1", alert, entity, at, reason="known-and-in-hand"), tick(at + 0.1)])


@pytest.mark.parametrize("earlier", [[], [contact(3, 0.5, THIRD)]])
def test_it_goes_on_when_the_record_is_past_its_age(earlier: list[object]) -> None:
    """Whom it is about is known by another record, and what it goes on for holds: the same alert, dismissed still,
    whether they are named after its record or after one that is no more either."""
    sent = [*earlier, contact(1, 1), contact(2, 300, EARLIER)]
    store = dismissed(begin(WATCHED_OVER).play([*sent, tick(301)]), 302)  # type: ignore[list-item]
    _, before = only_alert(store)
    store.play(draining(370))
    named, stands = only_alert(store)
    assert (stands.id, stands.state, stands.since) == (before.id, "dismissed", before.since)
    assert named == stands.founder
    assert f"person:{named}" in store.documents
    assert told(store) == ["raised", "dismissed"]
    assert told(store.play(draining(700))) == ["raised", "dismissed", "cleared"]


def test_it_goes_on_with_who_was_met_first_of_those_who_are_left() -> None:
    """And from there to the next."""
    store = begin(WATCHED_OVER).play([contact(1, 1), contact(2, 200, EARLIER), contact(3, 390, THIRD), tick(391)])
    _, before = only_alert(store)
    for age in (400, 600):
        store.play(draining(age))
        named, stands = only_alert(store)
        assert (stands.id, stands.state, named) == (before.id, "raised", stands.founder)
    assert told(store) == ["raised"]


def test_it_goes_on_when_the_record_is_erased() -> None:
    """Nothing is told of it, also where more comes of them before the next tick, in any order."""
    stood = begin(WATCHED_OVER).play([contact(1, 1), contact(2, 2, EARLIER), tick(3)])
    dismissed(stood, 3.5)
    stands = set[tuple[str, str, str]]()
    for order in permutations([erasure(1, 4), contact(3, 0.5, THIRD), contact(4, 3.6, EARLIER)]):
        store = deepcopy(stood).play([*order, tick(5)])
        assert told(store) == ["raised", "dismissed"]
        named, alert = only_alert(store)
        stands.add((named, alert.id, alert.state))
    assert len(stands) == 1


def test_an_answer_that_comes_meanwhile_counts() -> None:
    """Given under the name of a record that has just been erased."""
    store = begin(WATCHED_OVER).play([contact(1, 1), contact(2, 2, EARLIER), tick(3)])
    entity, alert = only_alert(store)
    store.play([erasure(1, 4), answer("alert-dismissed-1", alert, entity, 4.5, reason="no-concern"), tick(5)])
    assert only_alert(store)[1].state == "dismissed"
    assert told(store) == ["raised", "dismissed"]


@pytest.mark.parametrize("kind", ["acknowledged", "dismissed"])
def test_an_answer_is_told_once(kind: str) -> None:
    """Given before the record went, or after it, or after more came of them, in any order."""
    stood, stands = begin(WATCHED_OVER).play([contact(1, 1), contact(2, 2, EARLIER), tick(3)]), list[object]()
    entity, alert = only_alert(stood)
    said = answer(f"alert-{kind}-1", alert, entity, 3.5, **({"reason": "no-concern"} if kind == "dismissed" else {}))
    for order in permutations([said, erasure(1, 3.2), contact(3, 2.5, EARLIER)]):
        store = deepcopy(stood).play([*order, tick(5)])
        assert told(store) == ["raised", kind]
        stands.append(only_alert(store))
    assert stands == [stands[0]] * 6


def test_it_ends_where_it_does_not_hold_of_who_is_left() -> None:
    """By what is known now it should not have been raised."""
    store = begin(rule("often", "Often", "person", [{**ONCE[0], "at_least": 2}]))
    store.play([contact(1, 1), contact(2, 2, EARLIER), tick(3), erasure(1, 4), tick(5)])
    assert told(store) == ["raised", "withdrawn"]


@pytest.mark.parametrize("first", [1, 2])
def test_it_ends_where_nobody_is_left(first: int) -> None:
    """At once, and as withdrawn, whichever was erased first."""
    store = begin(WATCHED_OVER).play([contact(1, 1), contact(2, 2, EARLIER), tick(3)])
    store.play([erasure(first, 4), erasure(3 - first, 4)])
    assert [(alert.state, alert.since) for alert in list_alerts(store)] == [("withdrawn", day(3).timestamp())]
    assert told(store) == ["raised", "withdrawn"]


def test_it_is_of_the_same_record_where_that_is_back() -> None:
    """Erased, and sent again under another id, before the next tick, also where a clerk parts the two meanwhile."""
    store = begin(WATCHED_OVER).play([contact(1, 1), contact(2, 2, EARLIER), tick(3)])
    entity, alert = only_alert(store)
    records = sorted(key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record")
    said = {"subject": "person", "one": records[0], "other": records[1], "decided_by": WORKER, "reason": "person-asked"}
    parted = read_event(decided("link-refused-1", "D1", {"recorded_at": day(4).isoformat(), **said}))
    for order in permutations([erasure(1, 4), contact(5, 1.5), parted]):
        again = deepcopy(store).play([*order, tick(5)])
        assert only_alert(again) == (entity, only_alert(again)[1])
        assert (only_alert(again)[1].id, told(again)) == (alert.id, ["raised"])


@pytest.mark.parametrize("aged", [False, True])
def test_a_household_keeps_its_alert_when_a_wording_goes(aged: bool) -> None:
    """The address is known by another, and what the alert goes on for is known there."""
    sent = [contact(1, 1, address=MILL), contact(2, 300, TOMASZ, address=WRITTEN)]
    store = begin(HOUSE).play([*sent, tick(301), *(draining(370) if aged else [erasure(1, 302), tick(303)])])
    held = [read(key, raw) for key, raw in store.documents.items() if kind_of(key) == "address-alerts"]
    assert [alert.state for each in held if isinstance(each, Alerts) for alert in each.current] == ["raised"]
    assert told(store) == ["raised"]


def test_what_ended_is_forgotten_in_its_time() -> None:
    """With whom it is about."""
    store = begin(rule("new", "New", "person", [{**ONCE[0], "days": 28}]))
    store.play([contact(1, 300), contact(2, 310, EARLIER), tick(311), keeping(340)])
    assert told(store) == ["raised", "cleared"]
    assert not list_alerts(store.play([tick(435), tick(436)]))
