"""The short form of ``python -m tests.soak network`` and ``kills``: the same harms, fewer and shorter."""

from pathlib import Path
from random import Random

import pytest

from tests.soak.faults.ground import Ground
from tests.soak.faults.kills import kill_in_rounds
from tests.soak.faults.marker import Marker
from tests.soak.faults.network import harm_in_rounds
from tests.soak.faults.storm import weather

pytestmark = pytest.mark.integration
_HARMED, _KILLED = 3, 5


@pytest.mark.timeout(900)
def test_nothing_is_lost_or_doubled_by_networks_and_kills(tmp_path: Path) -> None:
    """While each connection has three harms in turn, and Kafka, Valkey, projector, API and delivery are killed five
    times: what was acknowledged is known as the log has it, each alert is delivered, each answer is in the audit."""

    def harm(found: Ground, marker: Marker) -> None:
        harm_in_rounds(found, marker, 2.0, _HARMED, print)
        kill_in_rounds(found, marker, _KILLED, Random(7), print)

    assert weather(tmp_path, harm, harmed=True).verdict.faults == []
