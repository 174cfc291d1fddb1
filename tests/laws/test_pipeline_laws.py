from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.state.documents import Cell, read
from scoring.state.keys import CARED, Key, kind_of
from streams.codec import OBSERVATION
from streams.contract import event_key
from streams.events.corrections import RIGHTS_SOURCE, name_held
from streams.events.observation import ObservationEvent
from tests.laws.memory import MemoryStore
from tests.laws.worlds import find_records, histories, opinions

_TOMBSTONE = Cell(erased=True)
MANY = settings(max_examples=150, deadline=None)


def erasure(event: ObservationEvent, number: int, by_officer: bool = False) -> ObservationEvent:
    """By who sent it, or by the data protection officer, who knows its key alone."""
    target = name_held(event_key(event.source, event.id)) if by_officer else event.id
    data = {"recorded_at": event.time, "target": target}
    envelope: dict[str, Any] = {**event.model_dump(include={"source", "time", "area", "specversion"})}
    envelope |= {"source": RIGHTS_SOURCE} if by_officer else {}
    erased: ObservationEvent = OBSERVATION.validate_python(
        {**envelope, "id": f"X{number}", "type": "record-erased-1", "data": data}
    )
    return erased


def without_tombstones(store: MemoryStore) -> dict[str, object]:
    return {
        key: value
        for key, value in store.knowledge().items()
        if key not in ("freshness", "lineage") and not (key.startswith("cell:") and _is_tombstone(Key(key), value))
    }


def _is_tombstone(key: Key, raw: object) -> bool:
    """One of a decision that was withdrawn has its moment, for it goes with its age."""
    cell = read(key, raw) if isinstance(raw, bytes) else None
    return isinstance(cell, Cell) and msgspec.structs.replace(cell, version=None) == _TOMBSTONE


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
    erased = [erasure(history[n], n, data.draw(st.booleans())) for n in gone]
    with_erasures = data.draw(st.permutations([*history, *erased]))
    assert without_tombstones(MemoryStore().play(with_erasures)) == without_tombstones(MemoryStore().play(kept))


@MANY
@given(histories(corrected=False), st.data())
def test_what_clinicians_said_goes_with_the_person(history: list[ObservationEvent], data: st.DataObject) -> None:
    """An opinion on a score is kept as long as an event says that there is such a record, and no longer; so where all
    is erased there is none, whenever it came."""
    records = find_records(event for event in history if not event.type.startswith("link-"))  # type: ignore[misc]
    said = [data.draw(opinions(records, f"O{n}")) for n in range(data.draw(st.integers(0, 4)))]
    gone = data.draw(st.sets(st.sampled_from(range(len(history)))) | st.just(set(range(len(history)))))
    erased = [erasure(history[n], n, data.draw(st.booleans())) for n in gone]
    log = [*history, *data.draw(st.permutations([*said, *erased]))]
    store = MemoryStore().play(log, data.draw(st.integers(1, 20)))
    kept = {key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-care"}
    assert kept == store.scores.get(CARED, {}).keys()
    assert kept <= {key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record"}
    if len(gone) == len(history):
        assert not kept


@MANY
@given(histories(corrected=False), st.data())
def test_all_of_a_person_erased_is_in_no_key(history: list[ObservationEvent], data: st.DataObject) -> None:
    """Nothing in the area names a record of theirs any more, but for what people decided about it and others; and the
    cells of their events hold nothing."""
    store = MemoryStore().play(history)
    people = sorted(key for key in store.documents if kind_of(key) == "person")
    if not people:
        return
    person = data.draw(st.sampled_from(people))
    entity = read(person, store.documents[person])
    records: tuple[str, ...] = getattr(entity, "records", ())
    events = {event for record in records for event in store.scores[Key(f"person-contacts:{record}")]}
    named = [(n, event) for n, event in enumerate(history) if event_key(event.source, event.id) in events]
    store.play([erasure(event, n, by_officer=True) for n, event in named])
    held = {**store.documents, **store.members, **store.scores}
    decided = ("person-decisions", "cell")
    assert not [
        key
        for key, value in held.items()
        for record in records
        if record in f"{key} {value!r}" and kind_of(key) not in decided
    ]
    assert all(
        read(Key(f"cell:{event}"), store.documents[Key(f"cell:{event}")]) == Cell(erased=True) for event in events
    )
