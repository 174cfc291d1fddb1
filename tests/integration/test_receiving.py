"""What senders post over HTTPS, with a real curl against the real process and a real Kafka."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.stack.ports import Ports
from streams.settings import Settings
from tests.events import incident
from tests.integration.posting import Window, receiving, write_senders

pytestmark = pytest.mark.integration
AREA = "posted"


def free_port(home: Path) -> int:
    return Ports(home / "ports.json", random.SystemRandom()).claim("receiving")


@pytest.fixture(scope="module")
def window(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    home = tmp_path_factory.mktemp("receiving")
    senders = write_senders(home / "senders.toml", (AREA,))
    own = settings.model_copy(update={"feeds_file": senders, "receiving_port": free_port(home), "data_dir": home})
    with receiving(own) as (found, _):
        yield found


def test_one_event_is_accepted_once(window: Window) -> None:
    """An event is answered with 202 as accepted, and with 202 as known when it comes again."""
    first, again = (window.post(incident(AREA, 1)) for _ in range(2))
    assert (first.status, first.outcomes()) == (202, ["accepted"])
    assert (again.status, again.outcomes()) == (202, ["known"])
