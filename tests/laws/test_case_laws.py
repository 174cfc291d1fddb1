"""Cases whose events are at several addresses and of several people: what becomes of one is known wherever it was, and
tells of nobody who is withheld."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.alerts.assessing import read_rules
from scoring.linkage.records import RecordId
from scoring.state.activity import Moment
from scoring.state.address_view import view_address
from scoring.state.documents import Contact
from scoring.state.reads import Shelf
from streams.events.observation import ObservationEvent
from tests.events import read_event
from tests.laws.alert_worlds import Interval, adoption, log_of
from tests.laws.answers import MemoryArea, address_answers, person_answers, record_ids
from tests.laws.case_worlds import RULES, case_events, case_histories, timed_cases
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.test_alert_disclosure_laws import of_person, view_all
from tests.laws.test_alert_laws import find_holding, open_alerts, play_by_ticks, shuffle, standing, stop_at_ticks
from tests.laws.test_ceiling_laws import look_at_everybody, told
from tests.laws.test_disclosure_laws import documents, without_restricted, without_very_restricted
from tests.laws.worlds import START

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(MANY, max_examples=100, phases=set(Phase) - {Phase.shrink})
NOW = START.timestamp() + 800 * 86_400
moments = st.integers(-1, 420).map(lambda days: START.timestamp() + days * 86_400)


def log_under_cases(intervals: list[Interval]) -> list[ObservationEvent]:
    _, *played = log_of(intervals)
    return [adoption(RULES), *played]


logs = timed_cases().map(log_under_cases)


@MANY
@given(timed_cases(), st.randoms(use_true_random=False), st.integers(1, 20))
def test_order_between_two_ticks_does_not_matter(intervals: list[Interval], random: Any, batch_size: int) -> None:
    """Whatever order the events of a case come in, the alerts stand the same at every tick after them."""
    one, other = MemoryStore(), MemoryStore()
    log, shuffled = log_under_cases(intervals), log_under_cases(shuffle(intervals, random))
    for _ in zip(play_by_ticks(one, log), play_by_ticks(other, shuffled, batch_size), strict=True):
        assert standing(one) == standing(other)


@MANY
@given(logs)
def test_at_every_tick_an_alert_is_open_where_its_rule_holds(log: list[ObservationEvent]) -> None:
    """Whoever else what becomes known of a case concerns has been looked at."""
    store = MemoryStore()
    for draft, t in stop_at_ticks(store, log):
        rules = [rule for rule in read_rules(draft).rules if not rule.until]
        holding = find_holding(store, draft, rules, t)
        assert {each for each in open_alerts(store) if each[1] in {rule.id for rule in rules}} == holding


@MANY
@given(logs, st.integers(1, 20))
def test_looking_only_where_a_rule_can_hold_changes_nothing(log: list[ObservationEvent], batch_size: int) -> None:
    """The same alerts, told in the same order, as when everybody is looked at whom an event concerns."""
    with look_at_everybody():
        everybody = MemoryStore().play(log, batch_size)
    assert told(MemoryStore().play(log)) == told(everybody)


@MANY
@given(case_histories(), moments)
def test_nobody_restricted_changes_an_answer_about_addresses(history: list[ObservationEvent], t: float) -> None:
    """As if no restricted person, and no restricted event without a person, had ever been sent: a case that only they
    closed is open."""
    whole = MemoryStore().play(history)
    unrestricted = without_restricted(history, whole)
    ids = record_ids(whole)
    assert address_answers(whole, ids, t) == address_answers(unrestricted, ids, t)


@MANY
@given(case_histories(), moments)
def test_nobody_very_restricted_changes_any_answer(history: list[ObservationEvent], t: float) -> None:
    """Nor the answers about people."""
    whole = MemoryStore().play(history)
    left = without_very_restricted(history, whole)
    ids = record_ids(whole)
    assert person_answers(whole, ids, t) == person_answers(left, ids, t)
    assert address_answers(whole, ids, t) == address_answers(left, ids, t)


@MANY
@given(logs)
def test_an_open_alert_would_be_there_without_the_restricted(log: list[ObservationEvent]) -> None:
    """That an alert is shown, and that it says what it says, tells nothing of whom the page withholds."""
    whole = MemoryStore().play(log)
    shown = [one for one in view_all(whole) if not one.told.held.ended]
    for about_people, store in ((False, without_restricted(log, whole)), (True, without_very_restricted(log, whole))):
        left = {
            (one.told.held.alert.rule, one.told.entity)
            for one in view_all(store)
            if not one.told.held.ended and of_person(one) == about_people
        }
        among = {(one.told.held.alert.rule, one.told.entity) for one in shown if of_person(one) == about_people}
        assert among <= left


@MANY
@given(
    st.lists(st.integers(), max_size=8).flatmap(
        lambda ns: st.tuples(*(case_events(f"K{n}", True) for n, _ in enumerate(ns)))
    )
)
def test_a_page_shows_the_cases_that_are_open_there(sent: tuple[dict[str, Any], ...]) -> None:
    """Counted by hand: those whose latest event anywhere left them open, unless that or one after the latest here names
    another address."""
    store = MemoryStore().play([read_event(each) for each in sent])
    contacts = [cell.standing for cell in documents(store, "cell").values()]
    for address, entity in documents(store, "address").items():
        moment = Moment(NOW)
        view = asyncio.run(view_address(Shelf(MemoryArea(store), MODELS), RecordId(address), moment))
        if view and view.id == address:
            by_hand = count_by_hand([one for one in contacts if one], set(entity.records))
            assert view.activity.developments.open_cases == by_hand
            assert sum(one.open_cases for one in view.activity.involved) == by_hand


def count_by_hand(contacts: list[Contact], here: set[RecordId]) -> int:
    count = 0
    for case in ("C1", "C2"):
        events = [one for one in contacts if one.case_id.endswith(case)]
        own = [one.happened for one in events if one.address in here]
        if not own:
            continue
        at_last = [one for one in events if one.happened == max(each.happened for each in events)]
        left = [one for one in events if one.address and one.address not in here and one.happened > max(own)]
        closed_here = any(
            one.kind.endswith("closed") and one.address in here and one.happened == max(own) for one in events
        )
        count += not (closed_here or left or any(one.kind.endswith("closed") for one in at_last))
    return count
