"""What waits where nothing was ever acknowledged, when the process whose it was is not there any more."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.stack.embedded import EmbeddedStack
from streams.broker import create_topics, read_admitted
from streams.codes.agencies import Agency
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.sealing.making import make_missing
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS
from tests.events import incident, raw
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet, running
from tests.logs import read_events
from tests.partnerships import TEST_AREAS, write_partnership

pytestmark = pytest.mark.integration

_POLICE = AGENCY_TOPICS[Agency.POLICE]
# More than a worker takes at once.
_SENT = 600
# Until a worker has its partitions: only then has one that comes to share them to be given some.
_JOINING_SECONDS = 8


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Of a Kafka where no group has committed anything."""
    with EmbeddedStack(tmp_path / "stack", say=lambda _: None) as stack:
        found = Settings(
            kafka_bootstrap=stack.endpoints.kafka_bootstrap,
            redis_url=stack.endpoints.redis_url,
            data_dir=tmp_path / "data",
            partnership_file=write_partnership(tmp_path / "partnership.toml"),
        )
        create_topics(found)
        make_missing(found, lambda: datetime.now(UTC))
        yield found


def test_what_another_had_not_begun_is_taken_whole(settings: Settings, tmp_path: Path) -> None:
    """Two of each shared the partitions and went, and one comes back: it is given the other's when their session ends,
    and all that waits there is admitted and applied, from the first on."""
    second = settings.model_copy(update={"instance": "2", "data_dir": tmp_path / "second"})
    with running(settings, "intake", "projector"):
        time.sleep(_JOINING_SECONDS)
        with running(second, "intake", "projector"):
            time.sleep(_JOINING_SECONDS)
    areas = {partition_of(area, _POLICE.partitions): area for area in TEST_AREAS}
    sent = [(area, raw(incident(area, number))) for area in areas.values() for number in range(_SENT)]
    Publisher(settings).publish_blocking([Outgoing(_POLICE.name, area.encode(), value) for area, value in sent])
    assert not any(read_admitted(settings).values())
    with running(settings, "intake", "projector"):
        await_quiet(settings, 120)
    for area in areas.values():
        assert len(read_events(settings, area)) == _SENT
        assert sum(key.startswith("cell:") for key in read_knowledge(settings, area)) == _SENT
