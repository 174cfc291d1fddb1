"""The short form of ``python -m tests.soak brokers`` is all of it."""

from pathlib import Path

import pytest

from tests.soak.faults.brokers import roll
from tests.soak.faults.storm import weather

pytestmark = pytest.mark.integration


@pytest.mark.timeout(900)
def test_three_brokers_and_three_projectors_lose_nothing(tmp_path: Path) -> None:
    """While three brokers are restarted in turn, one is lost, two are lost, and the projector of an area is killed for
    good: another goes on, nothing is told to be safe that is not, and all is as the log has it."""
    seen = weather(tmp_path, lambda found, marker: roll(found, marker, print), brokers=3)
    assert seen.verdict.faults == []
    assert seen.seen.refused_with_two_lost
