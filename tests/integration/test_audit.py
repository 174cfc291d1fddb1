"""Nothing is shown before Kafka has it, whatever happens to Kafka."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from api.audit.auditor import Auditor
from infra.stack.embedded import EmbeddedStack
from scoring.audit.leaf import hash_leaf
from streams.broker import create_topics
from streams.codec import LOOK, decode
from streams.errors import Transient
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AUDIT
from tests.looks import look

pytestmark = pytest.mark.integration
AREA = "audited"


def read_records(settings: Settings, area: str) -> list[bytes]:
    return [message.value() or b"" for message in read_topic(settings, AUDIT) if message.key() == area.encode()]


def links(records: list[bytes]) -> list[dict[str, object]]:
    return [orjson.loads(raw)["data"]["link"] for raw in records]


async def test_many_at_once_stand_in_one_chain_and_the_next_start_goes_on_from_it(settings: Settings) -> None:
    """What was kept at the same time is on Kafka when it is kept, in one chain; a later process names its end."""
    first = Auditor(settings)
    await asyncio.gather(*(first.keep(look(AREA, shown=number * 5)) for number in range(100)))
    records = read_records(settings, AREA)
    assert len({decode(LOOK, raw).data.look for raw in records}) == 100
    assert len(records) == sum(-(-(number * 5 + 1) // 200) for number in range(100))
    said = links(records)
    assert [link["sequence"] for link in said] == list(range(len(records)))
    assert [link.get("previous") for link in said][1:] == [hash_leaf(raw).hex() for raw in records[:-1]]
    await Auditor(settings).keep(look(AREA))
    after = links(read_records(settings, AREA))[-1]
    assert after["follows"] == f"{said[-1]['start']}-{said[-1]['sequence']}"
    assert after["previous"] == hash_leaf(records[-1]).hex()


async def keep_in_the_end(auditor: Auditor) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            return await auditor.keep(look("northmoor"))
        except Transient:
            assert time.monotonic() < deadline


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStack]:
    with EmbeddedStack(tmp_path_factory.mktemp("stack"), say=lambda _: None) as running:
        yield running


async def test_while_kafka_is_dead_nothing_is_kept_and_afterwards_it_goes_on(
    own: EmbeddedStack, tmp_path: Path
) -> None:
    """Within seconds whoever waits is told; once Kafka is back the same process keeps again, from what was kept."""
    settings = Settings(kafka_bootstrap=own.endpoints.kafka_bootstrap, data_dir=tmp_path)
    create_topics(settings)
    auditor = Auditor(settings)
    await keep_in_the_end(auditor)
    own.kill_kafka()
    began = time.monotonic()
    tried = await asyncio.gather(*(auditor.keep(look("northmoor")) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(fault, Transient) for fault in tried)
    assert time.monotonic() - began < 8
    with pytest.raises(Transient, match="must be written down first"):
        await auditor.keep(look("eastvale"))
    own.restart_kafka()
    await keep_in_the_end(auditor)
    kept = links(read_records(settings, "northmoor"))
    assert kept[-1]["follows"] == f"{kept[0]['start']}-0"
