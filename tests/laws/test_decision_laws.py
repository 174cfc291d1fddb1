"""People's word about links: kept in any order, undone without a trace, and heeded by linkage."""

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.state.documents import Entity, read
from streams.codec import OBSERVATION
from streams.events.decisions import REVIEW_SOURCE, LinkConfirmed, LinkRefused
from streams.events.observation import DecisionEvent, ObservationEvent, SentEvent
from tests.laws.memory import MemoryStore
from tests.laws.test_pipeline_laws import without_tombstones
from tests.laws.worlds import START, WORKER, find_records, histories, withdrawal

MANY = settings(max_examples=150, deadline=None)
LAST = (START + timedelta(days=401)).isoformat()
Decided = LinkConfirmed | LinkRefused


def stand_together(store: MemoryStore, one: str, other: str) -> bool:
    entities = [read(key, raw) for key, raw in store.documents.items() if key.startswith(("person:", "address:"))]
    return any(isinstance(entity, Entity) and {one, other} <= {*entity.records} for entity in entities)


def decide(kind: str, subject: str, one: str, other: str, event_id: str = "LAST") -> DecisionEvent:
    data = {"recorded_at": LAST, "subject": subject, "one": one, "other": other, "decided_by": WORKER}
    envelope = {"specversion": "1.0", "id": event_id, "source": REVIEW_SOURCE, "type": kind, "time": LAST}
    decided: DecisionEvent = OBSERVATION.validate_python(
        envelope | {"area": "northmoor", "data": data | {"reason": "person-asked"}}
    )
    return decided


def undecided(history: list[ObservationEvent]) -> list[SentEvent]:
    return [event for event in history if event.source != REVIEW_SOURCE]  # type: ignore[misc]


def choose(store: MemoryStore, history: list[ObservationEvent], data: st.DataObject) -> tuple[str, str, str]:
    """A subject and two of its records that somebody attests."""
    held = [(s, r) for s, r in find_records(undecided(history)) if f"{s}-record:{r}" in store.documents]
    pairs = [(s, one, other) for s, one in held for kind, other in held if s == kind and one < other]
    assume(pairs)
    return data.draw(st.sampled_from(pairs))


@MANY
@given(histories(), st.data())
def test_a_withdrawn_decision_was_never_made(history: list[ObservationEvent], data: st.DataObject) -> None:
    """Decisions made and withdrawn, in any order, leave the knowledge of a world in which nobody decided, but for
    the tombstones."""
    taken_back = [withdrawal(e.id, f"W-{e.id}") for e in history if isinstance(e, Decided)]
    shuffled = data.draw(st.permutations([*history, *taken_back]))
    left, never = MemoryStore().play(shuffled), MemoryStore().play(undecided(history))
    assert without_tombstones(left) == without_tombstones(never)


@MANY
@given(histories(), st.data())
def test_the_refused_stand_apart(history: list[ObservationEvent], data: st.DataObject) -> None:
    """Whatever the evidence and whatever was said before, two records that were refused last are not one."""
    store = MemoryStore().play(history)
    subject, one, other = choose(store, history, data)
    store.play([decide("link-refused-1", subject, one, other)])
    assert not stand_together(store, one, other)


@MANY
@given(histories(), st.data())
def test_the_confirmed_stand_together(history: list[ObservationEvent], data: st.DataObject) -> None:
    """Where nobody refused anything, two records that were confirmed are one, however little they are alike."""
    store = MemoryStore().play(undecided(history))
    subject, one, other = choose(store, history, data)
    store.play([decide("link-confirmed-1", subject, one, other)])
    assert stand_together(store, one, other)


@MANY
@given(histories(), st.data(), st.sampled_from(["link-confirmed-1", "link-refused-1"]))
def test_a_withdrawal_restores(history: list[ObservationEvent], data: st.DataObject, kind: str) -> None:
    """After a decision and its withdrawal all stands as it stood before, names and queue included."""
    store = MemoryStore().play(history)
    before = without_tombstones(store)
    subject, one, other = choose(store, history, data)
    store.play([decide(kind, subject, one, other), withdrawal("LAST", "W-LAST")])
    assert without_tombstones(store) == before


@MANY
@given(histories())
@pytest.mark.parametrize("kind", ["link-confirmed-1", "link-refused-1"])
def test_a_decision_about_nobody_waits(kind: str, history: list[ObservationEvent]) -> None:
    """One that names a record nobody attests changes no link; its documents are all that it adds."""
    store = MemoryStore().play(history)
    before = dict(store.knowledge())
    news = len(store.outbox)
    store.play([decide(kind, "person", "Y" * 16, "Z" * 16)])
    added = {key for key, value in store.knowledge().items() if before.get(key) != value}
    assert {key.split(":")[0] for key in added} == {"cell", "person-decisions"}
    assert len(added) == 3
    assert len(store.outbox) == news
