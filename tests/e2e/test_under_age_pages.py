"""A caseload with a child on it, in a real browser."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from redis.asyncio import Redis

from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings
from tests.caseload import ASHA, CMHT, Record
from tests.e2e.visiting import assert_built_for_everybody, serving
from tests.household import AREA, NOW, days_ago, project, tick
from tests.signed_in import Somebody

pytestmark = pytest.mark.browser
TEAM = f"/caseload?area={AREA}&team={CMHT.replace(' ', '+')}&list=all"


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    wren = Record(1, "Wren Tilley", ASHA, birth_date=f"{NOW.year - 15}-03-04").refer(150).see(110, 124, 138)
    sid = Record(2, "Sid Hall", ASHA).refer(200).see(*range(4, 190, 28))
    told = [event for record in (wren, sid) for _, event in record.events]

    async def write() -> None:
        async with Redis.from_url(redis_url) as redis:
            await redis.flushall()
            await project(redis, AREA, [*told, *(tick(days_ago(day)) for day in (2, 1, 0))])
            await project(redis, "eastvale", [tick(NOW, "eastvale")])

    asyncio.run(write())
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


@pytest.fixture(scope="module")
def who() -> Somebody:
    return Somebody(Role.TEAM_MANAGER, frozenset((CMHT,)), agency=Agency.EHR)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_child_is_on_the_list_and_has_no_score(page: Page, width: int) -> None:
    """The list says why, and so does their own page, which asks for no opinion on a score that there is not."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(TEAM)
    wren = page.locator(".people > li").filter(has_text="Wren Tilley")
    expect(wren).to_contain_text("Under 18, not scored")
    expect(wren).to_contain_text("Nobody under 18 is scored")
    expect(wren).to_contain_text("not seen for", ignore_case=True)
    expect(wren).not_to_contain_text("%")
    expect(page.locator(".people > li").filter(has_text="Sid Hall")).not_to_contain_text("Under 18")
    assert_built_for_everybody(page)
    page.get_by_role("link", name="Wren Tilley").click()
    expect(page.locator("h1")).to_have_text("Wren Tilley")
    expect(page.locator("main")).to_contain_text("Nobody under 18 is scored")
    expect(page.get_by_text("I agree")).to_have_count(0)
    assert_built_for_everybody(page)
