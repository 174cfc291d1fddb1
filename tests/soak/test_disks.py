"""Disks that are full, a flood, and what nobody can read."""

from pathlib import Path

import pytest

from tests.soak.faults.disks import Disk, fill_disks, small_disk
from tests.soak.faults.floods import POISONS, flood
from tests.soak.faults.ground import Ground
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import weather

pytestmark = pytest.mark.integration


def test_full_disks_floods_and_poison_lose_nothing(tmp_path: Path) -> None:
    """Valkey's disk is full for a while, then Kafka's, then one area is flooded while bytes come that nobody can read:
    what was acknowledged is known as the log has it, and what could not be read is in dead letters."""
    with small_disk(tmp_path / "valkey", 64) as valkey, small_disk(tmp_path / "kafka", 400) as kafka:

        def harm(found: Ground, marker: Marker) -> None:
            _harm(found, marker, valkey, kafka)

        assert weather(tmp_path, harm, letters=len(POISONS)).verdict.faults == []


def _harm(found: Ground, marker: Marker, valkey: Disk, kafka: Disk) -> None:
    fill_disks(found, marker, valkey, kafka, print)
    flood(found, marker, 2_000, print)
