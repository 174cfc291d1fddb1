"""The monitoring of the 28-day risk, kept from messages of ``scores`` on real Valkey."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from consumers.monitoring.following import Following
from scoring.risk.monitoring.reports import MonthlyReport
from scoring.state.connection import connect
from scoring.state.monitoring import Monitoring
from streams.errors import Broken
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import SCORES
from tests.integration.roles import kill, running
from tests.outcomes import Caseload

pytestmark = pytest.mark.integration
STARTS = datetime(2025, 1, 6, tzinfo=UTC)
WEEKS = 40
AREA = "monitored"
PARTITION = partition_of(AREA, SCORES.partitions)


@dataclass(frozen=True, slots=True)
class Told:
    """A message as confluent-kafka gives it."""

    at: int
    raw: bytes

    def offset(self) -> int:
        return self.at

    def value(self) -> bytes:
        return self.raw


def number(events: list[dict[str, Any]]) -> list[Told]:
    return [Told(at, orjson.dumps(event)) for at, event in enumerate(events)]


@pytest.fixture
async def redis(redis_url: str) -> Any:
    connection = connect(redis_url)
    await connection.flushall()
    yield connection
    await connection.aclose()


def cut(messages: list[Told], random: Random) -> Iterator[list[Told]]:
    while messages:
        size = random.randrange(1, 400)
        yield messages[:size]
        messages = messages[size:]


async def keep(redis: Redis, area: str, events: list[dict[str, Any]], seed: int) -> list[MonthlyReport]:
    """Played in batches of any size, with a process that ends and another that goes on, now and then."""
    random, monitoring, messages = Random(seed), Monitoring(redis), number(events)
    following = Following(monitoring, [area])
    await following.resume(PARTITION, 0, len(messages))
    for batch in cut(messages, random):
        await following.take(PARTITION, batch)
        if random.random() < 0.1:
            following = Following(monitoring, [area])
            await following.resume(PARTITION, 0, len(messages))
            # Read again from before where it stands: passed over.
            await following.take(PARTITION, messages[: batch[-1].at + 1][-50:])
    await following.report_changed()
    return await monitoring.reports(area, (await monitoring.register(area)).reported)


async def test_reports_are_the_same_however_the_topic_was_read(redis: Redis) -> None:
    """In batches of any size, with restarts, with outcomes told twice and in another area: to the last digit."""
    events = Caseload(AREA, 150, WEEKS, STARTS).tell()
    plain = await keep(redis, AREA, events, 1)
    await redis.flushall()
    # The relay tells what was on its way again after a crash, in the same order.
    again = [each for at in range(0, len(events), 500) for each in (*events[at : at + 500], *events[at : at + 500])]
    assert await keep(redis, AREA, again, 2) == plain
    assert plain[0].month == "2025-01"
    assert len(plain) >= 9
    closed = (await Monitoring(redis).register(AREA)).closed
    assert [report.is_final for report in plain] == [report.month <= closed for report in plain]
    assert plain[0].is_final
    assert not plain[-1].is_final


async def test_a_correction_replaces_what_was_told_before(redis: Redis) -> None:
    """And one that comes when the month is closed is counted and changes nothing."""
    events = Caseload(AREA, 60, WEEKS, STARTS).tell()
    before = await keep(redis, AREA, events[:1_000], 3)
    last = events[999]
    corrected = {**last, "data": {**last["data"], "label": not last["data"]["label"], "correction": True}}
    monitoring = Monitoring(redis)
    following = Following(monitoring, [AREA])
    await following.resume(PARTITION, 0, 5_000)
    await following.take(PARTITION, [Told(1_000, orjson.dumps(corrected))])
    await following.report_changed()
    after = await monitoring.reports(AREA, (await monitoring.register(AREA)).reported)
    counts = [sum(report.models["kalman"].figures.predictions for report in each) for each in (before, after)]
    assert counts[0] == counts[1]
    assert (await monitoring.register(AREA)).late == 0
    await following.take(PARTITION, [Told(1_001 + at, orjson.dumps(event)) for at, event in enumerate(events[1_000:])])
    await following.take(PARTITION, [Told(4_000, orjson.dumps(events[0]))])
    assert (await monitoring.register(AREA)).late == 1


async def test_two_processes_do_not_keep_one_monitoring(redis: Redis) -> None:
    """The one that finds it has moved on stops."""
    messages = number(Caseload(AREA, 5, 6, STARTS).tell())
    first, second = (Following(Monitoring(redis), [AREA]) for _ in range(2))
    for each in (first, second):
        await each.resume(PARTITION, 0, len(messages))
    await first.take(PARTITION, messages[:10])
    with pytest.raises(Broken, match="another"):
        await second.take(PARTITION, messages[:10])


async def test_a_topic_that_does_not_reach_so_far_is_refused(redis: Redis) -> None:
    """It would be another cluster's."""
    messages = number(Caseload(AREA, 5, 6, STARTS).tell())
    following = Following(Monitoring(redis), [AREA])
    await following.resume(PARTITION, 0, len(messages))
    await following.take(PARTITION, messages)
    with pytest.raises(Broken, match="scores"):
        await Following(Monitoring(redis), [AREA]).resume(PARTITION, 0, 3)


async def test_only_the_last_months_rows_are_kept(redis: Redis) -> None:
    """Of a closed month its report; the rows of at most seven months."""
    await keep(redis, AREA, Caseload(AREA, 40, WEEKS, STARTS).tell(), 4)
    register = await Monitoring(redis).register(AREA)
    rows = [key async for key in redis.scan_iter(match="*:rows:*")]
    assert len(rows) == len(register.months) <= 7


async def test_a_process_that_is_killed_goes_on_where_it_stood(settings: Settings, redis: Redis) -> None:
    """From real Kafka, with a kill -9 in the middle: its reports are those of one that was let be."""
    events = Caseload(AREA, 60, WEEKS, STARTS).tell()
    sent = [Outgoing(SCORES.name, AREA.encode(), orjson.dumps(event)) for event in events]
    plain = await keep(redis, AREA, events, 5)
    kept = connect(settings.redis_url)
    with running(settings, "monitoring") as processes:
        await Publisher(settings).publish(sent[: len(sent) // 2])
        await await_reports(kept, lambda found: len(found) >= 2)
        kill(processes, "monitoring")
        await Publisher(settings).publish(sent[len(sent) // 2 :])
        await await_reports(kept, lambda found: found == plain)
    await kept.aclose()


async def await_reports(redis: Redis, wanted: Callable[[list[MonthlyReport]], bool]) -> None:
    monitoring = Monitoring(redis)
    for _ in range(400):
        if wanted(await monitoring.reports(AREA, (await monitoring.register(AREA)).reported)):
            return
        await asyncio.sleep(0.2)
    pytest.fail("the reports are not there after 80 s")
