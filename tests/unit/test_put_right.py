"""What the data protection officer puts right, from what is held to what it is afterwards."""

import asyncio

import pytest

from api.rectifying import read_particulars, restate
from scoring.linkage.records import RecordId
from scoring.state.holdings_view import HoldingsView, view_holdings
from scoring.state.keys import kind_of
from scoring.state.reads import Shelf
from streams.events.corrections import RIGHTS_SOURCE
from streams.events.observation import ObservationEvent
from tests.events import read_event
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.worlds import _envelope
from tests.unit.test_alert_lives import contact, day


def read_held(store: MemoryStore) -> HoldingsView:
    (record,) = [key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record"]
    held = asyncio.run(view_holdings(Shelf(MemoryArea(store), MODELS), RecordId(record), day(9).timestamp()))
    assert held
    return held


def restricting(at: float, sensitivity: str) -> ObservationEvent:
    data = {"recorded_at": day(at).isoformat(), "target": "E1", "sensitivity": sensitivity}
    return read_event(_envelope("record-restricted-1", f"R{at}", data))


@pytest.mark.parametrize(("sent", "set_to", "then"), [("R", "U", 0), ("U", "V", 2)])
def test_putting_a_name_right_neither_lifts_nor_restricts(sent: str, set_to: str, then: int) -> None:
    """Whoever was as restricted as somebody set it stays so when an event about them is rectified, and may be lifted
    afterwards."""
    store = MemoryStore().play([contact(1, 1, sensitivity=sent), restricting(2, set_to)])
    (event,) = read_held(store).events
    (record,) = read_held(store).records.values()
    said = restate("northmoor", event, read_particulars(event, record.statement))
    data = {"recorded_at": day(3).isoformat(), "replacement": said.model_dump(mode="json", exclude_none=True)}
    put_right = _envelope("record-rectified-1", "P1", data) | {"source": RIGHTS_SOURCE}
    store.play([read_event(put_right)])
    (stands,) = read_held(store).events
    assert (stands.rectified, stands.contact.sensitivity) == (True, then)
    assert read_held(store.play([restricting(4, "U")])).events[0].contact.sensitivity == 0
