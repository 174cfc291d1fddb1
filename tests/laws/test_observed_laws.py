"""The core's own reading of the log says what the contracts say."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import BaseModel

from infra.partnership.feeds import read_feeds
from infra.partnership.plan import Plan
from infra.partnership.simulate import simulate
from scoring.observed import observe
from streams.codec import SENT, decode
from streams.events.clock import Tick, TickData
from streams.events.observation import ObservationEvent
from tests.laws.worlds import histories

_ENVELOPE = {"id", "source", "type", "area", "data"}
_NOT_READ = {"priority", "withdrawn_by", "adopted_by"}


def agrees(model: BaseModel, read: Any) -> None:
    """Every field the contract has a value for is read, and read as that value."""
    said = {name: getattr(model, name) for name in type(model).model_fields}
    for name, value in said.items():
        if name in _ENVELOPE or not hasattr(model, "specversion"):
            found = getattr(read, name, None)
            if value is not None and not hasattr(read, name):
                assert name in _NOT_READ, f"{name} is not read"
            elif isinstance(value, BaseModel):
                agrees(value, found)
            elif value is not None:
                assert found == value, name


def test_every_event_type_is_read_as_its_contract_says(tmp_path: Path) -> None:
    """A simulated year of all agencies, event by event, field by field."""
    simulate(tmp_path, Plan(3, 400, 52, datetime(2026, 11, 1, tzinfo=UTC)), say=lambda _: None)
    events = [decode(SENT, raw) for _, _, raw in read_feeds(tmp_path)]
    assert len({event.type for event in events}) >= 18
    for event in events:
        agrees(event, observe(event))


@settings(max_examples=50, deadline=None)
@given(histories())
def test_corrections_and_decisions_are_read_as_their_contracts_say(history: list[ObservationEvent]) -> None:
    """Rectifications with their replacement, erasures, restrictions, decisions and withdrawals, field by field."""
    for event in history:
        agrees(event, observe(event))


@pytest.mark.parametrize("offset", [0, 1])
def test_a_tick_is_read(offset: int) -> None:
    """A tick's moment is read as it was written, to the microsecond."""
    at = datetime(2026, 11, 1, 12, offset, 0, 123456, tzinfo=UTC)
    tick = Tick(id="t", source="uk.linnet.clock", time=at, area="northmoor", data=TickData(at=at))
    assert observe(tick).data.at == at
