"""How well an agency's records find people whom other agencies know, and what its senders are told of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from consumers.feeds.folders import Folders
from consumers.feeds.matching import FEWEST, Matching
from scoring.linkage.records import EntityId, Identity, RecordId
from scoring.state import keys
from scoring.state.documents import PersonRecord, write
from scoring.state.holding import hold, release
from scoring.state.keys import Subject, in_area
from scoring.state.matching import Match, count_matches
from streams.errors import Transient
from tests.feeds import make_sender

AREA = "northmoor"
MONDAY = datetime(2026, 11, 9, 7, 0, tzinfo=UTC)


async def keep(redis: Redis, number: int, agency: str, entity: str) -> None:
    told = Identity(agency, f"Name {number}", "Ashby", "1990-01-02", "", "")
    key = keys.record(Subject.PERSON, RecordId(f"{number:016}"))
    await redis.set(in_area(AREA, key), write(PersonRecord(told, 0.0, 0, EntityId(entity))))


async def test_a_record_is_matched_where_another_agency_knows_the_person(redis_url: str) -> None:
    """Two records of one agency are no match; while an area is replayed nothing is counted."""
    redis = Redis.from_url(redis_url)
    held = [("police", "a"), ("police", "a"), ("police", "b"), ("fire", "b"), ("fire", "c"), ("health", "b")]
    for number, (agency, entity) in enumerate(held):
        await keep(redis, number, agency, entity)
    assert await count_matches(redis, AREA) == {"police": Match(3, 1), "fire": Match(2, 1), "health": Match(1, 1)}
    await hold(redis, AREA, 0, "rebuild", empty=False)
    with pytest.raises(Transient, match="is being replayed"):
        await count_matches(redis, AREA)
    await release(redis, AREA, "rebuild")
    assert await count_matches(redis, "eastvale") == {}
    await redis.aclose()


async def test_a_sender_is_told_its_share_beside_the_weeks_before(tmp_path: Path) -> None:
    """One page a week, counted once; of few records no share, since that could speak of somebody."""
    counted: list[str] = []
    share = {"police": Match(200, 120)}

    async def count(area: str) -> Mapping[str, Match]:
        counted.append(area)
        return share

    folders, sender = Folders(tmp_path), make_sender()
    folders.make([sender.name])
    matching = Matching(folders, [sender], count)
    await matching.look(MONDAY)
    await matching.look(MONDAY + timedelta(hours=1))
    assert counted == [AREA]
    share["police"] = Match(200, 130)
    await matching.look(MONDAY + timedelta(days=7))
    share["police"] = Match(FEWEST - 1, 1)
    await matching.look(MONDAY + timedelta(days=14))
    found = sorted((folders.of(sender.name) / "receipts").iterdir())
    assert [path.name for path in found] == [f"quality-matches-2026-11-{day:02}.csv" for day in (2, 9, 16)]
    told = [path.read_text().splitlines()[1:] for path in found]
    assert told == [
        ["2026-11-02,matched,person,60.0,,"],
        ["2026-11-09,matched,person,65.0,60.0,+5.0"],
        [],
    ]
