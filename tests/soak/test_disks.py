"""Disks that are full, a flood, what nobody can read, and a clock that is wrong."""

from pathlib import Path

import pytest

from tests.soak.faults.clocks import jump
from tests.soak.faults.disks import Disk, fill_disks, small_disk
from tests.soak.faults.floods import POISONS, flood
from tests.soak.faults.ground import Ground
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import weather

pytestmark = pytest.mark.integration


@pytest.mark.timeout(900)
def test_full_disks_floods_poison_and_wrong_clocks_lose_nothing(tmp_path: Path) -> None:
    """Valkey's disk is full for a while, then Kafka's, then one area is flooded while bytes come that nobody can read,
    then the clock is wrong by a year: what was acknowledged is known as the log has it, what could not be read is in
    dead letters, and no alert ends before its time."""
    with small_disk(tmp_path / "valkey", 64) as valkey, small_disk(tmp_path / "kafka", 400) as kafka:

        def harm(found: Ground, marker: Marker) -> None:
            _harm(found, marker, valkey, kafka)

        assert weather(tmp_path, harm, letters=len(POISONS)).verdict.faults == []


def _harm(found: Ground, marker: Marker, valkey: Disk, kafka: Disk) -> None:
    fill_disks(found, marker, valkey, kafka, print)
    flood(found, marker, 1_000, print)
    jump(found, marker, print)
    cleared = [alert for alert in found.receiver.taken if alert["data"]["change"] == "cleared"]
    assert cleared == [], "a year that did not pass ended alerts"
