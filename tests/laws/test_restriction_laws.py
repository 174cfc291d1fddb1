"""What is rectified past its age keeps the mark it says, and it does not matter what came first."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import retention
from scoring.state.documents import Cell, read
from scoring.state.keys import Key, kind_of
from streams.codec import OBSERVATION
from streams.contract import event_key
from streams.events.observation import ObservationEvent
from tests.laws.memory import MemoryStore
from tests.laws.test_retention_laws import cases, contents, draining, tick
from tests.laws.worlds import START, _envelope, histories, incidents, moments, people

MANY = settings(max_examples=150, deadline=None)
SENT = st.sampled_from([f"E{number}" for number in range(8)])


@pytest.fixture(autouse=True, scope="module")
def _looked_at_again_at_each_tick() -> Iterator[None]:
    with patch.object(retention, "_AGAIN", 0.0):
        yield


@st.composite
def rectifications(draw: st.DrawFn, events: list[ObservationEvent], number: int) -> ObservationEvent:
    """That say themselves that somebody is restricted, mostly of what was sent."""
    said = draw(st.sampled_from(events)).model_dump(mode="json", exclude_none=True) if events else draw(incidents(SENT))
    moment = draw(moments)
    said["data"] |= {"happened_at": moment, "recorded_at": moment, "sensitivity": draw(st.sampled_from(["R", "V"]))}
    return rectify({**said, "data": {"person": draw(people), **said["data"]}}, draw(moments), number)


def rectify(said: dict[str, object], recorded: str, number: int) -> ObservationEvent:
    data, source = {"recorded_at": recorded, "replacement": said}, str(said["source"])
    event: ObservationEvent = OBSERVATION.validate_python(_envelope("record-rectified-1", f"C{number}", data, source))
    return event


@MANY
@given(histories(corrected=False), cases(), st.integers(300, 900), st.data())
def test_what_keeps_the_mark_may_come_in_any_order(
    history: list[ObservationEvent], told: list[ObservationEvent], days: int, data: st.DataObject
) -> None:
    """Between two ticks, with what it puts right or after that has gone, in batches of any size, and again."""
    incidents = [event for event in history if event.type.startswith("police")]
    late = [data.draw(rectifications(incidents, number)) for number in range(data.draw(st.integers(1, 4)))]
    again = [again_at(event, days - 1) for event in incidents if data.draw(st.booleans())]
    events = [*history, *told, *again]
    withheld = data.draw(st.sets(st.sampled_from(range(len(events)))))
    late += [event for number, event in enumerate(events) if number in withheld]
    sent = [event for number, event in enumerate(events) if number not in withheld]
    stood = [tick(0), *sent, *draining(days)]
    one = MemoryStore().play([*stood, *late, *draining(days + 1)])
    mixed = data.draw(st.permutations([*late, *data.draw(st.lists(st.sampled_from(late), max_size=3))]))
    other = MemoryStore().play([*stood, *mixed, *draining(days + 1)], data.draw(st.integers(1, 20)))
    assert contents(one) == contents(other)


def again_at(event: ObservationEvent, days: int) -> ObservationEvent:
    """Whoever it names is known by something else, late."""
    said, moment = event.model_dump(mode="json", exclude_none=True), (START + timedelta(days=days)).isoformat()
    said["data"] |= {"happened_at": moment, "recorded_at": moment, "sensitivity": "U"}
    known: ObservationEvent = OBSERVATION.validate_python({**said, "id": f"{event.id}-again"})
    return known


@MANY
@given(histories(corrected=False), cases(), st.integers(300, 900), st.data())
def test_what_is_rectified_and_keeps_the_mark_lifts_nothing(
    history: list[ObservationEvent], told: list[ObservationEvent], days: int, data: st.DataObject
) -> None:
    """Whom to ring is put right on all that stands: who is whom, and how restricted, is as before."""
    events = [*history, *told]
    store = MemoryStore().play([tick(0), *events, *draining(days)])
    before = persons(store)
    standing = [event for event in events if stands(store, event)]
    worker = {"name": "Al Reed", "role": "PC", "team": "Northmoor NPT"}
    for number, event in enumerate(data.draw(st.permutations(standing))):
        said = event.model_dump(mode="json", exclude_none=True)
        said["data"] |= {"contact": worker}
        store.play([rectify(said, said["data"]["recorded_at"], number)])
    assert persons(store) == before
    assert persons(store.play(draining(days + 0.5))) == before


def stands(store: MemoryStore, event: ObservationEvent) -> bool:
    key = Key(f"cell:{event_key(event.source, event.id)}")
    cell = read(key, store.documents.get(key))
    return isinstance(cell, Cell) and cell.contact is not None


def persons(store: MemoryStore) -> dict[Key, bytes]:
    return {key: raw for key, raw in store.documents.items() if kind_of(key) == "person"}
