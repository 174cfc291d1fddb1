"""Who can meet no rule by counting is not looked at, and nobody can tell that from the alerts."""

from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring import batches
from scoring.alerts import assessing, ceiling, concerned
from scoring.alerts.ceiling import count, find_ceiling
from scoring.alerts.screening import Screened
from scoring.alerts.sieve import Sketch
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import Ceiling
from scoring.state.keys import Key, Subject, kind_of
from streams.events.observation import ObservationEvent
from tests.alerted import rule
from tests.events import read_event
from tests.laws.alert_worlds import adoption, tick
from tests.laws.memory import MemoryStore
from tests.laws.test_alert_laws import entities, gather_now, open_alerts, standing, stop_at_ticks
from tests.laws.test_retention_laws import draining
from tests.laws.test_retention_laws import tick as tick_keeping
from tests.laws.towns import draw_town
from tests.laws.worlds import _envelope
from tests.unit.test_alert_lives import contact as meet
from tests.unit.test_alert_lives import day, erasure

# A town does not get smaller with its seed.
MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=set(Phase) - {Phase.shrink}
)
towns = st.integers(0, 2**32).map(draw_town)


MILL_LANE = [{"text": f"{number} Mill Lane", "postcode": "NM9 1AA"} for number in (3, 17, 44)]
HOME = rule("home", "Home", "household", [{"indicator": "contacts", "days": 91, "at_least": 4}])
TOMASZ = {"local_record_id": "L9", "family_name": "Zielinski", "given_name": "Tomasz", "birth_date": "1988-07-02"}


def look_at_everybody() -> ExitStack:
    stack = ExitStack()
    stack.enter_context(patch.object(batches, "screen", lambda _, __, targets: Screened(targets, ())))
    stack.enter_context(patch.object(batches, "screen_due", lambda _, targets: Screened(targets, ())))
    return stack


def told(store: MemoryStore) -> tuple[object, object]:
    return standing(store), store.outbox


def bounds(homes: int, house: int, most: int) -> ExitStack:
    """Such that small worlds reach them."""
    stack = ExitStack()
    for place in (assessing, ceiling, concerned):
        stack.enter_context(patch.object(place, "HOMES", homes))
    stack.enter_context(patch.object(ceiling, "HOUSE", house))
    stack.enter_context(patch("scoring.indicators.household.HOUSE", house))
    stack.enter_context(patch.object(ceiling, "MOST", most))
    return stack


@MANY
@given(towns, st.integers(1, 20))
def test_looking_only_where_a_rule_can_hold_changes_nothing(log: list[ObservationEvent], batch_size: int) -> None:
    """The same alerts, told in the same order, as when everybody is looked at whom an event concerns."""
    with look_at_everybody():
        everybody = MemoryStore().play(log, batch_size)
    assert told(MemoryStore().play(log, batch_size)) == told(everybody)


@MANY
@given(towns, st.integers(1, 3), st.integers(1, 3), st.integers(1, 12))
def test_nor_does_it_where_homes_and_households_are_many(
    log: list[ObservationEvent], homes: int, house: int, most: int
) -> None:
    """People of more homes than are looked at with them, addresses of more than a household, more contacts than are
    counted."""
    with bounds(homes, house, most):
        with look_at_everybody():
            everybody = MemoryStore().play(log)
        assert told(MemoryStore().play(log)) == told(everybody)


@MANY
@given(towns, st.integers(1, 6))
def test_nor_does_it_where_what_is_old_goes(log: list[ObservationEvent], months: int) -> None:
    """Contacts that are kept for some months only, so that people and addresses go and are there again."""
    kept = [keep(event, months) if event.type == "tick-1" else event for event in log]
    with look_at_everybody():
        everybody = MemoryStore().play(kept)
    assert told(MemoryStore().play(kept)) == told(everybody)


def keep(event: ObservationEvent, months: int) -> ObservationEvent:
    assert event.type == "tick-1"
    return event.model_copy(update={"data": event.data.model_copy(update={"keep_months": months})})


@MANY
@given(towns)
def test_no_more_is_ever_found_than_the_ceiling_has(log: list[ObservationEvent]) -> None:
    """Of no category, agency or case that is open, at every tick."""
    store = MemoryStore()
    for draft, t in stop_at_ticks(store, log):
        for subject, entity in entities(store):
            held = draft.document(keys.ceiling(subject, entity), Ceiling)
            if held is not None:
                found = find_ceiling(subject, gather_now(draft, subject, entity, t))
                assert found is None or _is_in(found, held)


def _is_in(found: Ceiling, held: Ceiling) -> bool:
    counted = count(found) <= count(held) and Counter(Sketch(found).tally) <= Counter(Sketch(held).tally)
    named = {*found.living} <= {*held.living} and {*found.homes} <= {*held.homes}
    return counted and named and found.watched == held.watched


@MANY
@given(towns)
def test_nobody_who_is_gone_leaves_a_ceiling(log: list[ObservationEvent]) -> None:
    """What was merged or erased has none."""
    store = MemoryStore().play(log)
    named = {
        (Subject(kind_of(key).split("-")[0]), key.split(":", 1)[1]) for key in store.documents if "-ceiling" in key
    }
    assert named <= {(subject, str(entity)) for subject, entity in entities(store)}


def test_a_home_that_nobody_looks_at_has_no_ceiling() -> None:
    """Somebody of more homes than are looked at with them is seen at one of them: what their household may have at the
    others is counted anew at the next contact there."""
    roamed = [meet(number, number, address=MILL_LANE[where]) for number, where in enumerate((0, 1, 2))]
    at_home = [meet(number, number, TOMASZ, address=MILL_LANE[0]) for number in (8, 9)]
    with bounds(homes=2, house=20, most=100):
        store = MemoryStore().play([adoption([HOME]), tick(0), at_home[0], *roamed])
        assert not open_alerts(store)
        assert open_alerts(store.play([at_home[1]]))


def test_who_is_restricted_no_longer_counts_again() -> None:
    """What made somebody restricted is lifted: what is known of them at home counts from then on, with the next contact
    of somebody else there."""
    often = rule("home", "Home", "household", [{"indicator": "contacts", "days": 365, "at_least": 5}])
    hidden, *more = [meet(number, at, address=MILL_LANE[0], sensitivity=how) for number, at, how in _OF_ASHBY]
    theirs = [meet(number, at, TOMASZ, address=MILL_LANE[0]) for number, at in ((4, 202), (5, 368))]
    store = MemoryStore().play([adoption([often]), tick_keeping(0), hidden, *more, theirs[0], *draining(300)])
    lifted = {"recorded_at": day(301).isoformat(), "target": "E1", "sensitivity": "U"}
    store.play([read_event(_envelope("record-restricted-1", "X1", lifted)), *draining(302)])
    assert not open_alerts(store)
    assert open_alerts(store.play([theirs[1]]))


_OF_ASHBY = ((1, 1.0, "R"), (2, 200.0, "U"), (3, 201.0, "U"))


def test_who_is_known_again_has_what_ended_forgotten() -> None:
    """Somebody whose contacts are all erased is met again: the alert that was withdrawn by it stays for a quarter, and
    no longer."""
    often = rule("often", "Often", "person", [{"indicator": "contacts", "days": 28, "at_least": 2}])
    met, erased = [meet(number, number) for number in (1, 2)], [erasure(number, 4) for number in (1, 2)]
    store = MemoryStore().play([adoption([often]), tick(0), *met, tick(3), *erased, tick(5), meet(3, 5), tick(93)])
    assert keys.ENDED in store.scores
    assert keys.ENDED not in store.play([tick(94)]).scores


def test_who_is_calm_is_not_read() -> None:
    """One contact more of a household that can meet no rule by it costs none of the contacts before it."""
    met = [meet(number, number, address=MILL_LANE[0]) for number in range(4)]
    store, wanted = MemoryStore().play([adoption([HOME]), tick(0), *met[:2]]), list[Key]()
    load = store.load

    async def note(state: AreaState, keys: Collection[Key], whole: bool = False) -> None:
        wanted.extend(keys)
        await load(state, keys, whole)

    with patch.object(store, "load", note):
        store.play(met[2:3])
    assert [kind_of(key) for key in wanted].count("cell") == 1
    assert not open_alerts(store)
    assert open_alerts(store.play(met[3:]))
