"""Alerts follow what is known at each tick, whatever way it came to be known."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.alerts import agenda, ceiling, rules
from scoring.alerts.appraisal import Appraisal
from scoring.alerts.assessing import read_rules
from scoring.alerts.episodes import ENDED
from scoring.alerts.gathering import Gathered, gather
from scoring.alerts.rules import Rule
from scoring.indicators.facts import Facts
from scoring.indicators.told import Told
from scoring.linkage.records import EntityId
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import Alert, Alerts, Clock, read
from scoring.state.keys import Key, Subject, kind_of
from streams.codec import ALERT
from streams.events.observation import ObservationEvent
from tests.laws.alert_worlds import Interval, adoption, log_of, tick, timed_histories
from tests.laws.memory import MemoryStore
from tests.laws.worlds import histories

# A busy machine draws slowly, and that says nothing of what is drawn.
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shuffle(intervals: list[Interval], random: Any) -> list[Interval]:
    return [Interval(random.sample(each.events, len(each.events)), each.tick) for each in intervals]


def open_alerts(store: MemoryStore) -> dict[tuple[str, str], Alert]:
    """By entity key and rule."""
    held = [(key, read(key, raw)) for key, raw in store.documents.items() if kind_of(key).endswith("-alerts")]
    return {
        (key, alert.rule): alert
        for key, alerts in held
        if isinstance(alerts, Alerts)
        for alert in alerts.current
        if alert.state not in ENDED
    }


def standing(store: MemoryStore) -> dict[str, object]:
    """All that is known, of alerts how they stand: from what they are worked out next is no knowledge."""
    held = {key: read(Key(key), raw) if isinstance(raw, bytes) else raw for key, raw in store.knowledge().items()}
    return {key: value.current if isinstance(value, Alerts) else value for key, value in held.items()}


def whole_area(store: MemoryStore) -> Draft:
    documents = {key: read(key, raw) for key, raw in store.documents.items()}
    return Draft(AreaState(documents=documents, members=store.members, scores=store.scores, whole=True))


def play_by_ticks(store: MemoryStore, log: list[ObservationEvent], batch_size: int = 10) -> Iterator[None]:
    """Stops after each tick."""
    start = 0
    for end in [n for n, event in enumerate(log, 1) if event.type == "tick-1"]:
        store.play(log[start:end], batch_size)
        start = end
        yield


def stop_at_ticks(store: MemoryStore, log: list[ObservationEvent]) -> Iterator[tuple[Draft, float]]:
    """The area as it stands after each tick, and that tick's moment."""
    for _ in play_by_ticks(store, log):
        draft = whole_area(store)
        clock = draft.document(keys.CLOCK, Clock)
        assert clock
        yield draft, clock.at


def entities(store: MemoryStore) -> Iterator[tuple[Subject, EntityId]]:
    for key in store.documents:
        if kind_of(key) in (Subject.PERSON.value, Subject.ADDRESS.value):
            yield Subject(kind_of(key)), EntityId(key.split(":", 1)[1])


def gather_now(draft: Draft, subject: Subject, entity: EntityId, t: float, steady: bool = False) -> Gathered:
    """Of an area that is all at hand."""
    steps = gather(draft, subject, entity, t, steady)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            gathered: Gathered = end.value
            return gathered


def facts_for(rule: Rule, draft: Draft, subject: Subject, entity: EntityId, t: float, steady: bool) -> Facts | None:
    gathered = gather_now(draft, subject, entity, t, steady)
    household = gathered.household or gathered.steady or gathered.own
    return {subject.value: gathered.own, "household": household if subject is Subject.ADDRESS else None}.get(
        rule.subject
    )


def find_holding(
    store: MemoryStore, draft: Draft, rules: list[Rule], t: float, steady: bool = False
) -> set[tuple[str, str]]:
    """Judged from nothing."""
    return {
        (keys.alerts(subject, entity), rule.id)
        for subject, entity in entities(store)
        for rule in rules
        if (facts := facts_for(rule, draft, subject, entity, t, steady))
        and facts.facts
        and Appraisal(Told(facts), t, lambda _: "").judge(rule.when).holds
    }


@MANY
@given(timed_histories(), st.randoms(use_true_random=False), st.integers(1, 20))
def test_order_between_two_ticks_does_not_matter(intervals: list[Interval], random: Any, batch_size: int) -> None:
    """Whatever order observations of one interval come in, the alerts stand the same at every tick after it."""
    log, shuffled = log_of(intervals), log_of(shuffle(intervals, random))
    one, other = MemoryStore(), MemoryStore()
    for _ in zip(play_by_ticks(one, log), play_by_ticks(other, shuffled, batch_size), strict=True):
        assert standing(one) == standing(other)


@MANY
@given(timed_histories(), st.integers(1, 20))
def test_batches_do_not_matter(intervals: list[Interval], batch_size: int) -> None:
    """The log in batches of any size leaves the same state and says the same under the same ids."""
    one, other = MemoryStore().play(log_of(intervals)), MemoryStore().play(log_of(intervals), batch_size)
    assert (one.documents, one.scores, one.outbox) == (other.documents, other.scores, other.outbox)


@MANY
@given(timed_histories())
def test_what_was_forgotten_of_rules_changes_nothing(intervals: list[Interval]) -> None:
    """Where each question of a rule is a new object, as with more of them than are kept, alerts and their reasons are
    the same."""
    one = MemoryStore().play(log_of(intervals))
    with patch.object(rules, "_ask", rules._ask.__wrapped__):
        other = MemoryStore().play(log_of(intervals))
    assert (one.documents, one.scores, one.outbox) == (other.documents, other.scores, other.outbox)


@MANY
@given(timed_histories(), st.integers(1, 20))
def test_batches_do_not_matter_where_ticks_are_late(intervals: list[Interval], batch_size: int) -> None:
    """Nor do they where a tick cannot take up all that is due."""
    with patch.object(agenda, "MOST", 1), patch.object(agenda, "MOST_TIMES", 2):
        one, other = MemoryStore().play(log_of(intervals)), MemoryStore().play(log_of(intervals), batch_size)
    assert (one.documents, one.scores, one.outbox) == (other.documents, other.scores, other.outbox)


@MANY
@given(timed_histories(), st.data())
def test_duplicates_raise_nothing(intervals: list[Interval], data: st.DataObject) -> None:
    """Observations sent again, in their interval or later, change no alert."""
    sent: list[ObservationEvent] = []
    again = []
    for interval in intervals:
        sent += interval.events
        more = data.draw(st.lists(st.sampled_from(sent), max_size=4)) if sent else []
        again.append(Interval([*interval.events, *more], interval.tick))
    assert standing(MemoryStore().play(log_of(intervals))) == standing(MemoryStore().play(log_of(again)))


@MANY
@given(timed_histories())
def test_at_every_tick_an_alert_is_open_where_its_rule_holds(intervals: list[Interval]) -> None:
    """Judged from nothing at each tick, exactly the rules without memory that hold have an alert that is open."""
    store = MemoryStore()
    for draft, t in stop_at_ticks(store, log_of(intervals)):
        rules = [rule for rule in read_rules(draft).rules if not rule.until and not rule.quiet_days]
        holding = find_holding(store, draft, rules, t)
        assert {each for each in open_alerts(store) if each[1] in {rule.id for rule in rules}} == holding


@MANY
@given(timed_histories(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_so_it_is_where_more_are_seen_than_live_in_a_household(
    intervals: list[Interval], random: Any, house: int
) -> None:
    """In whatever order and batches things come, the same alerts stand at every tick: about a household each whose rule
    holds by what is known of the address, and besides only such as hold by those who were seen there first."""
    with patch("scoring.indicators.household.HOUSE", house), patch.object(ceiling, "HOUSE", house):
        one, other = MemoryStore(), MemoryStore()
        log, shuffled = log_of(intervals), log_of(shuffle(intervals, random))
        ticks = zip(stop_at_ticks(one, log), stop_at_ticks(other, shuffled), strict=True)
        for (draft, t), _ in ticks:
            assert standing(one) == standing(other)
            rules = [rule for rule in read_rules(draft).rules if rule.subject == "household"]
            fresh, steady = (find_holding(one, draft, rules, t, steady) for steady in (False, True))
            assert fresh <= {each for each in open_alerts(one) if each[1] in ("people", "home")} <= fresh | steady


@MANY
@given(timed_histories())
def test_what_was_told_adds_up_to_what_stands(intervals: list[Interval]) -> None:
    """Whoever follows the notices has at the end the open alerts of the state, each raised once before all else."""
    store = MemoryStore().play(log_of(intervals))
    followed: dict[str, str] = {}
    for entry in (each for each in store.outbox if each.topic == "alerts"):
        notice = ALERT.validate_json(entry.event).data
        assert (notice.change == "raised") or notice.alert in followed
        assert followed.get(notice.alert) != notice.change
        followed[notice.alert] = notice.change.value
    standing = {name for name, change in followed.items() if change not in ENDED}
    assert standing == {alert.id for alert in open_alerts(store).values()}
    assert {name.rsplit(":", 1)[1] for name in store.scores.get(Key("alerts-open"), {})} == standing


@MANY
@given(histories())
def test_whoever_was_known_before_the_rules_is_looked_at_under_them(history: list[ObservationEvent]) -> None:
    """Rules that are adopted after all else raise the alerts that they would have raised before it."""
    ticks = [tick(700 + n / 1e6) for n in range(3)]
    before = MemoryStore().play([adoption(), tick(699.9), *history, *ticks])
    after = MemoryStore().play([tick(699.9), *history, adoption(), *ticks])
    assert open_alerts(before).keys() == open_alerts(after).keys()
