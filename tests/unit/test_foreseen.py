"""What an officer is told that a correction will change, before it is sent."""

import asyncio

import pytest

from scoring.foreseen import foresee
from scoring.observed import observe
from streams.events.observation import ObservationEvent
from tests.alerted import rule
from tests.laws.alert_worlds import tick
from tests.laws.memory import MODELS, MemoryStore
from tests.unit.test_alert_heirs import HOUSE, MILL, ONCE, WATCHED_OVER, WRITTEN
from tests.unit.test_alert_lives import EARLIER, TOMASZ, begin, contact, erasure, told

TWICE = rule("often", "Often", "person", [{**ONCE[0], "at_least": 2}])


def foretell(store: MemoryStore, *events: ObservationEvent) -> list[tuple[str, str]]:
    said = [observe(event) for event in events]
    return sorted(asyncio.run(foresee(store, MODELS, "northmoor", said)).alerts.values())


@pytest.mark.parametrize("who", [EARLIER, None])
def test_an_alert_that_will_not_hold_is_said_to_be_withdrawn(who: dict[str, str] | None) -> None:
    """Also where another record of the person takes it over until the next tick."""
    sent = [contact(1, 1), contact(2, 2, who) if who else contact(2, 2)]
    store = begin(TWICE).play([*sent, tick(3)])
    assert foretell(store, erasure(1, 4)) == [("Often", "withdrawn")]
    assert told(store.play([erasure(1, 4), tick(5)])) == ["raised", "withdrawn"]


def test_of_an_alert_that_goes_on_nothing_is_said() -> None:
    """With another record of the person, or with the address as it is written otherwise."""
    sent = [contact(1, 1), contact(2, 2, EARLIER)]
    assert foretell(begin(WATCHED_OVER).play([*sent, tick(3)]), erasure(1, 4)) == []
    seen = [contact(1, 1, address=MILL), contact(2, 2, TOMASZ, address=WRITTEN)]
    assert foretell(begin(HOUSE).play([*seen, tick(3)]), erasure(1, 4)) == []


def test_of_nobody_else_anything_is_said() -> None:
    """Somebody else's alert stands, and so does one that time alone would have ended by the next tick."""
    sent = [contact(1, 1), contact(2, 2, TOMASZ), contact(3, 3, TOMASZ)]
    assert foretell(begin(TWICE).play([*sent, tick(4), tick(366.9)]), erasure(1, 368)) == []
