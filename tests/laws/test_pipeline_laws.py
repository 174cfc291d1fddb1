from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.codec import OBSERVATION
from streams.events.observation import ObservationEvent
from tests.laws.memory import MemoryStore
from tests.laws.worlds import histories

MANY = settings(max_examples=150, deadline=None)


def erasure(event: ObservationEvent, number: int) -> ObservationEvent:
    data = {"recorded_at": event.time, "target": event.id}
    envelope: dict[str, Any] = {**event.model_dump(include={"source", "time", "area", "specversion"})}
    erased: ObservationEvent = OBSERVATION.validate_python(
        {**envelope, "id": f"X{number}", "type": "record-erased-1", "data": data}
    )
    return erased


def without_tombstones(store: MemoryStore) -> dict[str, object]:
    return {
        key: value
        for key, value in store.knowledge().items()
        if key not in ("freshness", "lineage")
        and not (key.startswith("cell:") and value == b"[null,null,null,true,null,null]")
    }


@MANY
@given(histories(), st.randoms(use_true_random=False), st.integers(1, 20))
def test_order_does_not_matter(history: list[ObservationEvent], random: Any, batch_size: int) -> None:
    """The same observations in any order, in batches of any size, leave byte-equal knowledge."""
    shuffled = random.sample(history, len(history))
    assert MemoryStore().play(history).knowledge() == MemoryStore().play(shuffled, batch_size).knowledge()


@MANY
@given(histories(), st.data())
def test_duplicates_change_nothing(history: list[ObservationEvent], data: st.DataObject) -> None:
    """Sending any events again, any number of times, changes no byte."""
    again = data.draw(st.lists(st.sampled_from(history), max_size=10))
    assert MemoryStore().play(history).knowledge() == MemoryStore().play([*history, *again]).knowledge()


@MANY
@given(histories(), st.integers(0, 30))
def test_replay_from_any_earlier_position(history: list[ObservationEvent], position: int) -> None:
    """Playing the log again from any earlier position ends where one play ends."""
    once = MemoryStore().play(history)
    twice = MemoryStore().play(history).play(history[min(position, len(history)) :])
    assert once.knowledge() == twice.knowledge()


@MANY
@given(histories(corrected=False), st.data())
def test_an_erased_event_leaves_no_trace(history: list[ObservationEvent], data: st.DataObject) -> None:
    """Events sent and erased leave the knowledge of a world in which they were never sent, but for the tombstone."""
    gone = data.draw(st.sets(st.sampled_from(range(len(history)))))
    kept = [event for n, event in enumerate(history) if n not in gone]
    erased = [erasure(history[n], n) for n in gone]
    with_erasures = data.draw(st.permutations([*history, *erased]))
    assert without_tombstones(MemoryStore().play(with_erasures)) == without_tombstones(MemoryStore().play(kept))
