"""Nothing is shown before Kafka has it, whatever happens to Kafka."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import orjson
import pytest

from api.audit.auditor import Auditor
from consumers.auditing.keys import own_key_file, read_public_key
from consumers.auditing.running import run_signing
from infra.audit.held import Held, read_file, read_heads, read_kafka, sort_heads, write_file
from infra.audit.proving import check_proof, prove_record
from infra.audit.verifying import verify
from infra.stack.embedded import EmbeddedStack
from scoring.audit.entry import name_viewer
from scoring.audit.judging import Verdict
from scoring.audit.judging import judge as judge_records
from scoring.audit.leaf import hash_leaf
from scoring.audit.records import read_record
from scoring.state.auditing import AuditIndex, Wanted
from scoring.state.scanning import scan
from scoring.state.sealing import Seals, held, hold
from streams.broker import create_topics
from streams.codec import LOOK, decode
from streams.errors import Broken, Transient
from streams.settings import Settings
from tests import household
from tests.integration.asking import asking, connected
from tests.integration.indexing import index_until
from tests.looks import NOON, OFFICER, look

pytestmark = pytest.mark.integration
# No areas of the partnership: a search that finds nothing is kept in each of those, whoever searches.
AREA, SIGNED, FOUND = "audited", "auditedtoo", "auditfound"


def read_records(settings: Settings, area: str) -> list[bytes]:
    return read_settled(settings).records[area]


def read_settled(settings: Settings) -> Held:
    """A partition of topics that were just created may still have no leader."""
    for _ in range(100):
        try:
            return read_kafka(settings)
        except Transient:
            time.sleep(0.2)
    return read_kafka(settings)


async def await_leader(settings: Settings) -> None:
    """Of the topic just created: a look is refused until there is one, and may be tried again."""
    for _ in range(30):
        try:
            return await Auditor(settings).keep(look("elsewhere"))
        except Transient:
            await asyncio.sleep(0.5)
    raise AssertionError("Kafka never took a look")


def links(records: list[bytes]) -> list[dict[str, object]]:
    return [orjson.loads(raw)["data"]["link"] for raw in records]


async def test_many_at_once_stand_in_one_chain_and_the_next_start_goes_on_from_it(settings: Settings) -> None:
    """What was kept at the same time is on Kafka when it is kept, in one chain; a later process names its end."""
    await await_leader(settings)
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


async def sign(settings: Settings, until: Callable[[], bool]) -> None:
    """The process that signs, until it has."""
    running = asyncio.create_task(run_signing(settings, lambda: datetime.now(UTC)))
    deadline = time.monotonic() + 60
    try:
        while not await asyncio.to_thread(until):
            assert time.monotonic() < deadline
            assert not running.done(), running.exception()
            await asyncio.sleep(0.2)
    finally:
        running.cancel()
        await asyncio.wait([running])


def judge(settings: Settings, area: str, heads: Iterable[bytes] = ()) -> Verdict:
    public = read_public_key(own_key_file(settings).with_name("key.pem.pub"))
    return verify(read_settled(settings), [area], heads, public)[area]


def is_signed(settings: Settings, area: str) -> bool:
    if not own_key_file(settings).with_name("key.pem.pub").exists():
        return False
    verdict = judge(settings, area)
    return verdict.signed == verdict.size


async def test_what_is_kept_is_signed_and_found_whole(settings: Settings, directory: Path) -> None:
    """By a process of its own, which goes on from where it was: on the topic, and in a file that is kept elsewhere."""
    area, asked = SIGNED, settings.model_copy(update={"audit_seconds": 0.3})
    auditor = Auditor(settings)
    for _ in range(2):
        await asyncio.gather(*(auditor.keep(look(area)) for _ in range(10)))
        await sign(asked, lambda: is_signed(asked, area))
    assert judge(asked, area) == Verdict(20, 20, 0, None)
    lines = read_heads(settings.data_dir / "audit" / "heads.jsonl")
    assert {line for line in lines if b'"area":"auditedtoo"' in line} == {
        raw for raw in read_kafka(settings).heads if b'"area":"auditedtoo"' in raw
    }
    held = read_kafka(settings)
    write_file(held, [area], directory / "audit.jsonl")
    exported = read_file(directory / "audit.jsonl")
    assert exported.records == {area: held.records[area]}
    key = read_public_key(own_key_file(settings).with_name("key.pem.pub"))
    head = max(sort_heads(exported.heads, key)[0][area], key=lambda head: head.tree.size)
    assert "was number 7 of the 20" in check_proof(prove_record(exported.records[area], head, 7).write(), key)


async def test_what_is_kept_is_found_by_who_looked_at_whom_and_why(settings: Settings, redis_url: str) -> None:
    """Also by what looks wrong: at night, and more than sixty looks in an hour. Read again, nothing is there twice."""
    area, auditor = FOUND, Auditor(settings)
    me, them = name_viewer(OFFICER.issuer, OFFICER.subject), name_viewer(OFFICER.issuer, "other")
    other = replace(OFFICER, subject="other", name="Sam Reed")
    await asyncio.gather(*(auditor.keep(look(area, shown=1, first=number)) for number in range(62)))
    await auditor.keep(look(area, NOON.replace(hour=23), other, shown=0, first=7))
    async with connected(redis_url) as redis:
        index = AuditIndex(redis)
        for _ in range(2):
            await index_until(settings, redis)
        assert await index.count(area) == 63
        assert await index.viewers(area) == {me: "Jo Marsh", them: "Sam Reed"}
        assert [each.number for each in await index.find(area, Wanted(), None, 3)] == [62, 61, 60]
        assert [each.number for each in await index.find(area, Wanted(), 60, 2)] == [59, 58]
        assert len(await index.find(area, Wanted(viewer=me), None, 100)) == 62
        of_seven = await index.find(area, Wanted(seen=[f"{area}.person-7"]), None, 10)
        assert [each.name for each in of_seven] == ["Sam Reed", "Jo Marsh", "Jo Marsh"]
        assert of_seven[0].marks == ("out-of-hours",)
        assert [each.number for each in await index.find(area, Wanted(mark="bulk"), None, 10)] == [61, 60]
        assert len(await index.find(area, Wanted(purpose="child-protection", viewer=them), None, 10)) == 1
        assert not [key async for key in redis.scan_iter(f"{{{area}}}:*")]


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
        create_topics(Settings(kafka_bootstrap=running.endpoints.kafka_bootstrap))
        yield running


async def test_while_kafka_is_dead_nothing_is_kept_and_afterwards_it_goes_on(
    own: EmbeddedStack, tmp_path: Path
) -> None:
    """Within seconds whoever waits is told; once Kafka is back the same process keeps again, from what was kept."""
    settings = Settings(kafka_bootstrap=own.endpoints.kafka_bootstrap, data_dir=tmp_path)
    auditor = Auditor(settings)
    await keep_in_the_end(auditor)
    before = links(read_records(settings, "northmoor"))[-1]
    own.kill_kafka()
    began = time.monotonic()
    tried = await asyncio.gather(*(auditor.keep(look("northmoor")) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(fault, Transient) for fault in tried)
    assert time.monotonic() - began < 20
    with pytest.raises(Transient, match="must be written down first"):
        await auditor.keep(look("eastvale"))
    own.restart_kafka()
    await keep_in_the_end(auditor)
    kept = links(read_records(settings, "northmoor"))
    assert kept[-1]["follows"] == f"{before['start']}-{before['sequence']}"
    records = [read_record("northmoor", *numbered) for numbered in enumerate(read_records(settings, "northmoor"))]
    assert judge_records(records, ()).fault is None


async def test_while_kafka_is_dead_the_api_shows_nobody_and_afterwards_it_answers(own: EmbeddedStack) -> None:
    """503 in plain words, for programs and on pages, with nothing of the answer; and no restart is needed."""
    settings = Settings(kafka_bootstrap=own.endpoints.kafka_bootstrap, dev_signin=True)
    await asyncio.to_thread(household.fill, own.endpoints.redis_url)
    async with (
        connected(own.endpoints.redis_url) as redis,
        asking(settings, redis, lambda: household.NOW) as client,
    ):
        search = partial(client.post, "/v1/persons/search", json={"q": "Daniel"}, timeout=60)
        async with asyncio.timeout(60):
            while (found := await search()).status_code == 503:
                await asyncio.sleep(0.2)
        assert "Ashby" in found.text
        daniel = found.json()["results"][0]["id"]
        own.kill_kafka()
        try:
            for refused in (
                await search(),
                await client.get(f"/v1/persons/{daniel}"),
                await client.get(f"/persons/{daniel}"),
                await client.get("/alerts"),
            ):
                assert refused.status_code == 503
                assert "must be written down first" in refused.text
                assert "Ashby" not in refused.text
        finally:
            own.restart_kafka()
        async with asyncio.timeout(60):
            while (found := await search()).status_code == 503:
                await asyncio.sleep(0.2)
        assert "Ashby" in found.text


async def test_an_index_sealed_under_lost_keys_is_made_again(settings: Settings, redis_url: str) -> None:
    """From the topic, with the names of whoever looked; whom was told of what by e-mail nobody is told of again."""
    area, before = next(iter(settings.partnership.areas)), held()
    await Auditor(settings).keep(look(area))
    try:
        async with connected(redis_url) as redis:
            index = AuditIndex(redis)
            hold(Seals([bytes(range(32))]))
            await index_until(settings, redis)
            known = await index.viewers(area)
            await index.note_told(area, "a-look")
            hold(Seals([bytes(range(32, 64))]))
            with pytest.raises(Broken, match="LINNET_STATE_KEYS"):
                await index.viewers(area)
            await index_until(settings, redis)
            assert await index.viewers(area) == known != {}
            assert [key async for found in scan(redis, "*glass-told") for key in found]
    finally:
        hold(before)
