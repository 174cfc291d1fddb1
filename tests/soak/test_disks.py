"""Disks that are full, a flood, what nobody can read, and a clock that is wrong."""

from pathlib import Path

import pytest

from tests.soak.faults.extremes import meet_extremes, small_disks
from tests.soak.faults.floods import POISONS
from tests.soak.faults.storm import weather

pytestmark = pytest.mark.integration
_FLOOD = 1_000


@pytest.mark.timeout(900)
def test_full_disks_floods_poison_and_wrong_clocks_lose_nothing(tmp_path: Path) -> None:
    """Valkey's disk is full for a while, then Kafka's, then one area is flooded while bytes come that nobody can read,
    then the clock is wrong by a year: what was acknowledged is known as the log has it, what could not be read is in
    dead letters, and no alert ends before its time."""
    with small_disks(tmp_path, _FLOOD) as disks:
        seen = weather(
            tmp_path, lambda found, marker: meet_extremes(found, marker, disks, _FLOOD, print), letters=len(POISONS)
        )
    assert seen.verdict.faults == []
    assert seen.seen.cleared == 0, "a year that did not pass ended alerts"
    if disks is None:
        pytest.skip("all but the full disks held: there is no right to mount a file system here")
