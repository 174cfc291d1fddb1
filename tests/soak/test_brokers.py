"""The short form of ``python -m tests.soak brokers``: one broker is restarted, and one projector killed for good."""

from pathlib import Path

import pytest

from tests.soak.faults.brokers import roll
from tests.soak.faults.storm import weather

pytestmark = pytest.mark.integration


@pytest.mark.timeout(900)
def test_three_brokers_and_three_projectors_lose_nothing(tmp_path: Path) -> None:
    """While one of three brokers is restarted, one is lost, two are lost, and the projector of an area is killed for
    good: another goes on, nothing is told to be safe that is not, and all is as the log has it."""
    seen = weather(tmp_path, lambda found, marker: roll(found, marker, print, restarted=1, back=False), brokers=3)
    assert seen.verdict.faults == []
    assert seen.seen.refused_with_two_lost
