"""A list of addresses: what it says stands by itself, and loading it again says nothing."""

import asyncio
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.records import RecordId
from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state import keys
from scoring.state.activity import Moment
from scoring.state.address_view import AddressView, view_address
from scoring.state.documents import AddressRecord, read
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.codec import OBSERVATION
from streams.events.gazetteer import DwellingListed
from streams.events.observation import ObservationEvent
from tests.laws.answers import MemoryArea, record_ids
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.worlds import START, histories

SOME = settings(max_examples=75, deadline=None)
LATER = START.timestamp() + 500 * 86_400


def view(store: MemoryStore, record: str) -> AddressView | None:
    return asyncio.run(view_address(Shelf(MemoryArea(store), MODELS), RecordId(record), Moment(LATER)))


def held(store: MemoryStore, record: str) -> AddressRecord | None:
    key = keys.record(Subject.ADDRESS, record)
    found = read(key, store.documents.get(key))
    assert found is None or isinstance(found, AddressRecord)
    return found


def again(event: ObservationEvent, days: int) -> ObservationEvent:
    """The same dwelling of a list that is loaded later."""
    said = event.model_dump(mode="json", exclude_none=True)
    assert isinstance(event, DwellingListed)
    said["data"]["recorded_at"] = (event.data.recorded_at + timedelta(days=days)).isoformat()
    repeated: ObservationEvent = OBSERVATION.validate_python(said)
    return repeated


@SOME
@given(histories(), st.integers(0, 400), st.data())
def test_a_list_loaded_again_changes_nothing(history: list[ObservationEvent], days: int, data: st.DataObject) -> None:
    """Whenever it is loaded again, and in whatever order the two come in."""
    repeated = [again(event, days) for event in history if isinstance(event, DwellingListed)]
    shuffled = data.draw(st.permutations([*history, *repeated]))
    assert MemoryStore().play(shuffled).knowledge() == MemoryStore().play(history).knowledge()


@SOME
@given(histories())
def test_what_is_listed_can_be_looked_up(history: list[ObservationEvent]) -> None:
    """The page of every dwelling that is on the list opens, whoever else is withheld there, and says that it is listed;
    nothing else says so."""
    store = MemoryStore().play(history)
    said = {read_revision(observe(event)).place for event in history if isinstance(event, DwellingListed)}
    for record in record_ids(store):
        document = held(store, record)
        if document and document.listed is not None:
            assert document.statement in said
            opened = view(store, record)
            assert opened is not None
            assert opened.particulars.listed


@SOME
@given(histories())
def test_neighbours_know_each_other(history: list[ObservationEvent]) -> None:
    """Whoever is shown behind a door has a page, which shows the first behind that door too; nobody is beside
    themselves, and nobody twice."""
    store = MemoryStore().play(history)
    views = {record: opened for record in record_ids(store) if (opened := view(store, record))}
    for opened in views.values():
        whole = [opened.building.whole] if opened.building.whole else []
        shown = [one.id for one in (*whole, *opened.building.others)]
        assert len({opened.id, *shown}) == len(shown) + 1
        assert opened.building.more == 0
        assert all(views[one].id == one for one in shown)
