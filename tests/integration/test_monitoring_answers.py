"""How good the scores have been, as the API and the pages say it, on real Valkey."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from httpx import AsyncClient
from redis.asyncio import Redis

from scoring.risk.vigil import Vigil
from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.monitoring import Monitoring, Step
from scoring.state.monitoring_view import Monitored
from streams.codes.access import Role
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import SCORES
from tests.household import NOW
from tests.integration.asking import asking, connected
from tests.monitored import RAISED, monitor
from tests.outcomes import Caseload
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration
MANAGER = Somebody(Role.TEAM_MANAGER)
AREA = "northmoor"
AT = f"/v1/areas/{AREA}/risk/monitoring"


@pytest.fixture(scope="module")
def monitored() -> Monitored:
    return monitor(Caseload(AREA, 400, 20, datetime(2025, 1, 6, tzinfo=UTC)), 2)


@pytest.fixture
async def redis(redis_url: str, monitored: Monitored) -> AsyncIterator[Redis]:
    async with connected(redis_url) as connection:
        await connection.flushall()
        step = Step(monitored.register, {}, monitored.reports)
        await Monitoring(connection).take(partition_of(AREA, SCORES.partitions), None, 1, {AREA: step})
        await connection.set(in_area(AREA, keys.VIGIL), msgspec.json.encode(monitored.vigil))
        yield connection


@pytest.fixture
async def client(redis: Redis, audited: Settings) -> AsyncIterator[AsyncClient]:
    async with asking(audited, redis, lambda: NOW, MANAGER) as opened:
        yield opened


async def test_the_months_the_weeks_and_the_alarms_are_told(client: AsyncClient, monitored: Monitored) -> None:
    """As the reports have them; the latest is the latest that is final."""
    told = (await client.get(AT)).json()
    assert [month["month"] for month in told["months"]] == [report.month for report in monitored.reports]
    assert told["latest"] == "2025-02"
    assert [alarm["ended_at"] is None for alarm in told["alarms"]] == [True, False]
    assert told["fitness"]["is_fit"]
    counted = sum(report.models["kalman"].figures.predictions for report in monitored.reports)
    assert sum(week["predictions"] for week in told["weeks"]) == counted


async def test_a_month_is_told_in_all_its_parts(client: AsyncClient, monitored: Monitored) -> None:
    """The model in use first; of small groups no measures and no counts."""
    told = (await client.get(f"{AT}/months/2025-01")).json()
    assert [model["model"] for model in told["models"]] == ["kalman", "without-others"]
    held = monitored.reports[0].models["kalman"]
    assert told["models"][0]["measures"][0]["value"] == held.figures.measures["auroc"][0]
    assert len(told["slices"]) == len(held.slices)
    small = [one for one in told["slices"] if one["in_crisis"] is None]
    assert small
    assert all(one["measures"] == [] for one in small)
    assert all(one["persons"] % 5 == 0 for one in told["slices"] if one["persons"])


async def test_a_month_without_a_report_is_not_found(client: AsyncClient) -> None:
    """Nor an area that is none, nor a month that is no month."""
    assert (await client.get(f"{AT}/months/2019-01")).status_code == 404
    assert (await client.get(f"{AT}/months/soon")).status_code == 422
    assert (await client.get("/v1/areas/nowhere/risk/monitoring")).status_code == 422


async def test_the_page_shows_what_the_answers_say(client: AsyncClient) -> None:
    """Pictures with words, and a table for each; a month that was chosen; nothing where there is nothing."""
    page = (await client.get(f"/caseload/monitoring?area={AREA}")).text
    assert page.count('<svg class="plot"') == 6
    assert page.count('role="img" aria-label="') == 6
    assert "Feb 2025" in page
    assert "under 5" in page
    chosen = (await client.get(f"/caseload/monitoring?area={AREA}&month=2025-03")).text
    assert "Mar 2025 (not final" in chosen
    empty = (await client.get("/caseload/monitoring?area=eastvale")).text
    assert "No month can be reported yet" in empty


async def test_a_model_that_is_not_fit_is_told_at_the_top(client: AsyncClient, redis: Redis) -> None:
    """With since when and why."""
    unfit = Vigil(frozen=RAISED, unfit="few")
    await redis.set(in_area(AREA, keys.VIGIL), msgspec.json.encode(unfit))
    assert (await client.get(AT)).json()["fitness"]["is_fit"] is False
    page = (await client.get(f"/caseload/monitoring?area={AREA}")).text
    assert "The model is not fit for use since 24 Mar 2025." in page
